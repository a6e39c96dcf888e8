import { describe, expect, it } from 'vitest'
import { isAbstention } from '../../src/text/abstention.ts'

describe('abstentions in French, German and Spanish', () => {
  it.each([
    'Je ne sais pas.',
    'Désolé, je ne peux pas répondre à cette question.',
    "Malheureusement, je n'ai pas trouvé d'informations sur ce point.",
    'Je ne suis pas en mesure de répondre.',
    'Le document ne mentionne pas cette information.',
    'Les sources fournies n’indiquent pas le prix.',
    'Il est impossible de répondre à partir du texte.',
    "Aucune information n'est disponible à ce sujet.",
    'Je ne sais pas, mais vous pouvez contacter le support.',
    'Ich weiß es nicht.',
    'Das weiß ich leider nicht.',
    'Leider kann ich diese Frage nicht beantworten.',
    'Dabei kann ich Ihnen leider nicht helfen.',
    'Dazu kann ich keine Auskunft geben.',
    'Das Handbuch enthält dazu keine Angaben.',
    'Die Quellen erwähnen den Preis nicht.',
    'Dazu liegen mir keine Informationen vor.',
    'Der Preis wird im Text nicht genannt.',
    'Das Handbuch enthält dazu keine Angaben. Bitte wenden Sie sich an die Personalabteilung.',
    'No lo sé.',
    'Lo siento, no puedo ayudar con eso.',
    'El documento no menciona el precio.',
    'No hay información sobre eso en el texto.',
    'No tengo información sobre ese tema.',
    'No es posible determinar la fecha.',
    'No se menciona en los documentos.',
  ])('are seen in %j', (text) => {
    expect(isAbstention(text)).toBe(true)
  })

  it.each([
    'Le prix est de 5 euros.',
    "Non, ce n'est pas possible.",
    'La garantie ne couvre pas les dégâts des eaux.',
    'Je ne sais pas exactement, mais cela coûte environ 5 euros.',
    'Je ne sais pas. Cependant, le délai est de 30 jours.',
    'Si vous ne savez pas, demandez à un collègue.',
    'Der Preis beträgt 5 Euro, nicht 6.',
    'Nein, Haustiere sind nicht erlaubt.',
    'Das Dokument enthält keine Unterschrift.',
    'Ich weiß es nicht genau, aber es sind etwa 30 Tage.',
    'Ich weiß es nicht. Allerdings beträgt die Frist meist 30 Tage.',
    'Der Versand kostet 5 Euro. Zu Inseln enthält das Handbuch keine Angaben.',
    'El precio no incluye el IVA.',
    'No, no se permiten animales.',
    'El documento no incluye firma.',
    'No lo sé con certeza, pero cuesta unos 5 euros.',
    'No lo sé. Sin embargo, el plazo es de 30 días.',
  ])('are not seen in %j', (text) => {
    expect(isAbstention(text)).toBe(false)
  })
})
