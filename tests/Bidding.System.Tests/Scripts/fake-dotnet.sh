#!/usr/bin/env bash
# Stands in for the dotnet command when the repository's scripts are tested. Its folder holds what it shall do and what it did:
#   calls         one line per call, appended
#   sdk-missing   present: no SDK fits
#   build-fails   present: a build fails with an error
#   exit-code     what a program or a test run ends with; 0 when absent
#   NAME.trx      what the test project NAME reports; absent: it writes no report
here="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
exit_code="$(cat "$here/exit-code" 2>/dev/null || echo 0)"

case "$1" in
  --version)
    [[ -e "$here/sdk-missing" ]] && exit 145
    echo 10.0.100
    ;;
  build)
    echo "build $2" >>"$here/calls"
    if [[ -e "$here/build-fails" ]]; then echo "Program.cs(1,1): error CS1002: ; expected"; exit 1; fi
    [[ "$2" == *.sln ]] && exit 0
    name=bidding-node
    [[ "$2" == *LoadTest* ]] && name=bidding-loadtest
    mkdir -p "$(dirname "$2")/bin/Release/net10.0"
    : >"$(dirname "$2")/bin/Release/net10.0/$name.dll"
    ;;
  format)
    echo "format" >>"$here/calls"
    [[ -e "$here/format-differs" ]] && exit 2
    exit 0
    ;;
  test)
    project="$(basename "$2" .csproj)"
    while [[ $# -gt 0 ]]; do [[ "$1" == --results-directory ]] && results="$2"; shift; done
    [[ -e "$here/$project.trx" ]] && cp "$here/$project.trx" "$results/$project.trx"
    exit "$exit_code"
    ;;
  *)
    echo "ran $(basename "$1") in $PWD with: ${*:2}"
    exit "$exit_code"
    ;;
esac
