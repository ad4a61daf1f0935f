#!/bin/sh
# Makes the directory at the first start, and runs slapd. docs/docker.md lists the variables.
set -eu
umask 077

home=/var/lib/ldap
share=/usr/local/share/scimdap
suffix=${LDAP_SUFFIX:-dc=example,dc=com}
argon2=$(sed -n 's/^olcModuleLoad: \(argon2.*\)/\1/p' "$share/config.ldif")

main() {
  # slapd reserves memory for as many connections as it may have files open, which in a container can be a billion.
  ulimit -n "$(open_files)"
  if [ ! -e "$home/config" ] || [ -e "$home/unfinished" ]; then initialise; fi
  urls='ldap://:1389/ ldapi:///'
  if [ -n "${LDAP_TLS_CERT_FILE:-}" ]; then urls="$urls ldaps://:1636/"; fi
  exec slapd -F "$home/config" -h "$urls" -d "${LDAP_LOG_LEVEL:-none}"
}

fail() {
  echo "openldap: $1" >&2
  exit 1
}

open_files() {
  most=$(ulimit -Hn)
  if [ "$most" = unlimited ] || [ "$most" -gt 65536 ]; then echo 65536; else echo "$most"; fi
}

# The mark goes last: a first start that was interrupted begins again, and a directory that has served is never touched.
initialise() {
  if [ -e "$home/data" ] && [ ! -e "$home/unfinished" ]; then
    fail "$home has data but no configuration: restore $home/config, or start with an empty volume"
  fi
  check_suffix
  if [ -n "${LDAP_TLS_CERT_FILE:-}" ] && [ -z "${LDAP_TLS_KEY_FILE:-}" ]; then
    fail 'LDAP_TLS_KEY_FILE is needed beside LDAP_TLS_CERT_FILE'
  fi
  admin_password=$(secret LDAP_ADMIN_PASSWORD)
  gateway_password=$(secret LDAP_GATEWAY_PASSWORD)
  admin_hash=$(hash "$admin_password")
  gateway_hash=$(hash "$gateway_password")

  touch "$home/unfinished" || fail "$home must be writable for uid $(id -u)"
  rm -rf "$home/config" "$home/data"
  mkdir "$home/config" "$home/data"
  filled config.ldif | slapadd -n0 -F "$home/config"
  for file in indexes.ldif limits.ldif acl.ldif; do
    filled "$file" | slapmodify -n0 -F "$home/config"
  done
  local_config | slapmodify -n0 -F "$home/config"
  { root_entry; filled tree.ldif; } | slapadd -n1 -F "$home/config"
  rm "$home/unfinished"
  echo "openldap: made a directory for $suffix"
}

# It goes into LDIF, access rules and sed: letters, digits and the plainest punctuation.
check_suffix() {
  value='[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9])?'
  printf '%s' "$suffix" | grep -Ezqx "(dc|o|ou)=$value(,(dc|o|ou|l|st|c)=$value)*" ||
    fail 'LDAP_SUFFIX: expected a DN such as dc=example,dc=com or o=Example'
}

# Prints the value of variable $1, or the first line of the file that $1_FILE names.
secret() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  if [ -n "$file" ]; then
    [ -r "$file" ] || fail "$1_FILE names a file that uid $(id -u) cannot read"
    value=$(head -n 1 "$file")
  fi
  [ -n "$value" ] || fail "$1 or $1_FILE is needed"
  printf '%s' "$value"
}

# printf is the shell's own: the password never stands on a command line, which other processes can read.
hash() {
  printf '%s' "$1" | slappasswd -n -o module-path=/usr/lib/ldap -o module-load="$argon2" -h '{ARGON2}' -T /dev/stdin
}

# No hash and no suffix has a character in it that means something to sed.
filled() {
  sed -e "s|dc=example,dc=com|$suffix|g" \
    -e "s|@ADMIN_HASH@|$admin_hash|" -e "s|@GATEWAY_HASH@|$gateway_hash|" "$share/$1"
}

# What is about this container and not about the gateway: the administrator on ldapi sees the data too, and TLS.
local_config() {
  cat << LDIF
dn: olcDatabase={1}mdb,cn=config
changetype: modify
add: olcAccess
olcAccess: {0}to * by dn.exact="gidNumber=$(id -g)+uidNumber=$(id -u),cn=peercred,cn=external,cn=auth" manage by * break

LDIF
  if [ -n "${LDAP_TLS_CERT_FILE:-}" ]; then
    cat << LDIF
dn: cn=config
changetype: modify
add: olcTLSCertificateFile
olcTLSCertificateFile: $LDAP_TLS_CERT_FILE
-
add: olcTLSCertificateKeyFile
olcTLSCertificateKeyFile: $LDAP_TLS_KEY_FILE
LDIF
  fi
}

root_entry() {
  type=${suffix%%=*}
  value=${suffix#*=}
  value=${value%%,*}
  echo "dn: $suffix"
  case $type in
    dc) printf 'objectClass: organization\nobjectClass: dcObject\no: %s\n' "$value" ;;
    o) echo 'objectClass: organization' ;;
    ou) echo 'objectClass: organizationalUnit' ;;
  esac
  printf '%s: %s\n\n' "$type" "$value"
}

main
