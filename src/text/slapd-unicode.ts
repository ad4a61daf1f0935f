/** knownToSlapd: runs of characters that the Unicode tables of slapd know; all others it leaves as they are. RFC 4518 §2.2 */

/*
 * RFC 4518 prepares strings by Unicode 3.2; slapd's own tables also stop in the middle of the mathematical letters. The
 * ranges were read out of slapd 2.5.13: every code point for which neither its case folding
 * nor its compatibility form does anything, while JavaScript's would, and whatever lies between two of them unharmed.
 * Left aside: U+D7A4 to U+D7FF, which slapd takes for Hangul syllables.
 */
const ranges = [
  String.raw`\u023a-\u024e\u0350-\u035f\u0370-\u0372\u0376\u037f\u03cf\u03f7-\u03ff\u0487\u04c0`,
  String.raw`\u04f6\u04fa-\u04fe\u0510-\u052e\u05a2\u05ba\u05c5-\u061a\u0656-\u065f\u07eb-\u08ff`,
  String.raw`\u09fe\u0c3c\u0cbc\u0d3b-\u0d3c\u0eba\u103a-\u10fc\u135d-\u13f5\u1715\u17dd`,
  String.raw`\u1939-\u1dff\u1e9e\u1efa-\u1efe\u2090-\u209c\u20eb-\u20f0\u2132\u213b-\u213c`,
  String.raw`\u2150-\u2152\u2183-\u2189\u2c00-\u2dff\u321d-\u321e\u3244-\u3250\u327c-\u327e`,
  String.raw`\u32cc-\u32cf\u32ff\u3377-\u337a\u33de-\u33df\u33ff-\uabed\uf900-\uf901\ufa2e-\ufa2f`,
  String.raw`\ufa6b-\ufad9\ufe10-\ufe19\ufe24-\ufe2f\ufe47-\ufe48\u{101fd}-\u{1037a}`,
  String.raw`\u{10426}-\u{1ccf9}\u{1d242}-\u{1d244}\u{1d4c1}\u{1d60f}-\u{2fa1d}`,
].join('')

/** One run of characters that slapd does know. */
export const knownToSlapd: RegExp = new RegExp(`[^${ranges}]+`, 'gu')
