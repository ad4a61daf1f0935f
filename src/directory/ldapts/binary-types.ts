/** isBinaryType: attribute types of the usual schemas whose values are bytes even where they happen to be UTF-8. */

/** @param key an attribute description in lower case; the option `binary` (RFC 4522) makes any type one of bytes */
export const isBinaryType = (key: string): boolean => {
  const [type = '', ...options] = key.split(';')
  return options.includes('binary') || binaryTypes.has(type)
}

/** RFC 4519, RFC 4523, RFC 2798, AD */
const binaryTypes: ReadonlySet<string> = new Set([
  'audio',
  'authorityrevocationlist',
  'cacertificate',
  'certificaterevocationlist',
  'crosscertificatepair',
  'deltarevocationlist',
  'jpegphoto',
  'objectguid',
  'objectsid',
  'photo',
  'thumbnaillogo',
  'thumbnailphoto',
  'usercertificate',
  'userpassword',
  'userpkcs12',
  'usersmimecertificate',
])
