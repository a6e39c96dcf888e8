/** Words that carry grammar, not content: what two texts share by chance. */
export const functionWords: ReadonlySet<string> = new Set(
  `a an the this that these those i me my mine we us our ours you your yours he him his she her hers it its they them their theirs who whom whose
  which what when where why how there here and or but nor so yet if then than because while although though whereas unless until since as of in on
  at by for from to with without into onto about above below over under between among through during before after against within upon per via up down
  out off be is am are was were been being do does did done doing have has had having can could will would shall should may might must ought not no
  n't cannot also just very too only even still already such same other another each every all any some both either neither more most less least much
  many few own again further once ever never else however therefore thus hence moreover furthermore additionally overall etc one's oneself himself
  herself itself themselves ourselves yourself let's don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't shouldn't haven't
  hasn't hadn't it's that's there's he's she's they're we're you're i'm i've we've you've they've i'll we'll you'll they'll i'd we'd you'd they'd
  s t re ve ll d m`.split(/\s+/),
)
