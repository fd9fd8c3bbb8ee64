#!/bin/sh
# Which Python runs Conferral? Prints the first suitable interpreter, or says what is missing.
for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Conferral needs Python 3.11, 3.12, 3.13 or 3.14; none of them is on the PATH (apt-get install python3)." >&2
exit 1
