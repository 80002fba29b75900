#!/bin/sh
# Reads secrets that come as files (NAME_FILE) into the variables that the programs read, then becomes the program.
set -eu
for name in REVUE_ENGINE__API_KEY AIRFLOW__CORE__FERNET_KEY AIRFLOW__API_AUTH__JWT_SECRET; do
  eval "file=\${${name}_FILE:-}"
  if [ -n "$file" ]; then
    if [ ! -r "$file" ]; then
      echo "revue: ${name}_FILE names $file, which cannot be read: did the set-up service end well?" >&2
      exit 1
    fi
    export "$name=$(cat "$file")"
  fi
done
exec "$@"
