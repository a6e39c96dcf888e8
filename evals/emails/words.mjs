/** Words both rule sets look for: month names, currencies, and what gives a mail's intent away. */

const monthNames = [
  ['january', 'jan', 'januar', 'janvier', 'enero', 'januari'],
  ['february', 'feb', 'februar', 'février', 'febrero', 'februari'],
  ['march', 'mar', 'märz', 'mars', 'marzo', 'maart'],
  ['april', 'apr', 'avril', 'abril'],
  ['may', 'mai', 'mayo', 'mei'],
  ['june', 'jun', 'juni', 'juin', 'junio'],
  ['july', 'jul', 'juli', 'juillet', 'julio'],
  ['august', 'aug', 'août', 'agosto', 'augustus'],
  ['september', 'sep', 'sept', 'septembre', 'septiembre'],
  ['october', 'oct', 'oktober', 'octobre', 'octubre'],
  ['november', 'nov', 'novembre', 'noviembre'],
  ['december', 'dec', 'dezember', 'décembre', 'diciembre'],
]

/** Month name, in lower case, to its number from 1 to 12. */
export const months = new Map(monthNames.flatMap((names, i) => names.map((name) => [name, i + 1])))

/** What people write for a currency, in lower case, to its ISO code. */
export const currencies = new Map([
  ['£', 'GBP'],
  ['gbp', 'GBP'],
  ['pounds', 'GBP'],
  ['€', 'EUR'],
  ['eur', 'EUR'],
  ['euro', 'EUR'],
  ['$', 'USD'],
  ['usd', 'USD'],
  ['chf', 'CHF'],
])

/** In the order in which they win when a mail has equally many words of several intents. */
export const intentWords = {
  cancellation: ['cancel', 'annuleren', 'stornieren', 'annuler '],
  return: ['return', 'send back', 'renvoyer', 'retour', 'zurückschicken', 'rücksendung'],
  appointment: ['appointment', 'termin', 'rendez-vous', 'afspraak', 'visit'],
  invoice: ['invoice', 'rechnung', 'fattura', 'facture', 'payment', 'charged twice', 'reminder'],
  complaint: [
    'complain',
    'disappointed',
    'broken',
    'damaged',
    'missing',
    'wrong',
    'reklamation',
    'beschweren',
    'queja',
    'acceptable',
    'annoyed',
    'furious',
    'not happy',
  ],
  order: ['to order', 'my order for', 'commande du'],
}
