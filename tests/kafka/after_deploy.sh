#!/bin/sh
# A step of a pipeline: goes by what customers report after the deploy it has just made.
#
#   after_deploy.sh CHANGE_ID TIME [OPTIONS...]
#
# GROUNDSWELL is the program, VERDICTS the file that takes what it says, a JSON object a line.
set -u
change=$1 time=$2
shift 2
"$GROUNDSWELL" watch "$change" --for "$time" --json "$@" > "$VERDICTS"
code=$?
case $code in
    0) echo "no evidence of failure" ;;
    1) echo "failing: roll back" ;;
    5) echo "too few to say: ask somebody" ;;
    6) echo "not seen: was it published?" ;;
    *) echo "nobody could be asked" ;;
esac
exit $code
