#!/bin/sh
# Makes the secrets of compose.yaml, where they are not there yet: random ones, unless the environment gives them.
set -eu
umask 077

main() {
  keep /secrets/admin/password "${LDAP_ADMIN_PASSWORD:-}"
  chown openldap /secrets/admin/password
  # Two users read these: the gateway both, slapd the password at its first start. Nobody else mounts the volume.
  keep /secrets/gateway/directory-password "${LDAP_GATEWAY_PASSWORD:-}"
  # The directory knows the passwords by now; a token can change with every start.
  if [ -n "${SCIM_TOKEN:-}" ]; then rm -f /secrets/gateway/token; fi
  keep /secrets/gateway/token "${SCIM_TOKEN:-}"
  chmod 0755 /secrets/gateway /secrets/admin
  chmod 0444 /secrets/gateway/directory-password /secrets/gateway/token
}

# What is in file $1 stays; else it gets the value $2, or 192 random bits: whole or not at all, and without a line break,
# which `ldapsearch -y` would take for a part of the password.
keep() {
  if [ -s "$1" ]; then return; fi
  printf '%s' "${2:-$(random)}" > "$1.new"
  mv "$1.new" "$1"
}

random() {
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'
}

main
