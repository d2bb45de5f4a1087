#!/bin/sh
# leash.sh COMMAND …: run the command for as long as whoever started it lives.
#
# The starter keeps the other end of our standard input open and never writes to it. When it is
# gone, killed or not, the input ends, and so does everything in this process group, which should
# be one of its own. Nothing is polled, and the command keeps the process id that was started.
exec 3<&0
(cat <&3; kill 0) >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null
