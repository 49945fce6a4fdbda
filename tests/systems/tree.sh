# SPDX-License-Identifier: BSD-2-Clause
# The files that a root was made of, and those that programs expect beside them. Each line of output
# is a case (see tests/boot).
check() {
    if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: got '$2', expected '$3'"; fi
}
stat="busybox stat -c"
time=981173106
cd /tree || exit 1

check "time of a file" "$($stat %Y one)" $time
check "time of a link" "$($stat %Y relative)" $time
check "time of a folder" "$($stat %Y sub)" $time
check "time of the folder itself" "$($stat %Y .)" $time
check "time of a FIFO" "$($stat %Y fifo)" $time
one=$($stat %i one)
check "hard links: one file" "$($stat %i two) $($stat %i sub/three)" "$one $one"
check "hard links: their number" "$($stat %h one)" 3
check "hard links: contents" "$(busybox cat one two sub/three)" "$(printf 'first\nfirst\nfirst')"
echo more >>two
check "hard links: what one gets, all have" "$(busybox tail -n 1 sub/three)" more
check "mode" "$($stat %a one)" 640
check "setuid" "$($stat %a alone)" 4755
check "setgid of a folder" "$($stat %a sub)" 2775
to=$(busybox readlink relative)
check "a relative link" "$to $(busybox head -n 1 relative)" "sub/three first"
check "an absolute link" "$(busybox head -n 1 absolute)" first
check "a dangling link" "$(busybox readlink dangling)" gone
check "a link to itself" "$(busybox readlink loop)" loop
check "a FIFO" "$($stat %F fifo)" fifo
check "a socket" "$($stat %F socket)" socket
check "a name with a blank" "$(busybox cat 'a b')" named
check "a name with a newline" "$(busybox cat "$(printf 'new\nline')")" named
check "a name that is no UTF-8" "$(busybox cat "$(printf '\377\376')")" named
check "an empty file" "$($stat %s empty)" 0
check "a file with a hole" "$($stat %s sparse) $(busybox tail -c 1 sparse)" "1048576 x"

check "host name" "$(busybox hostname)" "$1"
check "/dev/fd" "$(echo through | busybox cat /dev/fd/0)" through
check "/dev/stdin" "$(echo through | busybox cat /dev/stdin)" through
check "/dev/stdout" "$(echo through >/dev/stdout)" through
check "/dev/stderr" "$( (echo through >/dev/stderr) 2>&1)" through
check "/dev/full" "$(echo x 2>/dev/null >/dev/full || echo full)" full
echo shared >/dev/shm/x
check "/dev/shm" "$($stat %a /dev/shm) $(busybox cat /dev/shm/x)" "1777 shared"
check "/dev/shm has a file system of its own" "$(busybox grep -c ' /dev/shm tmpfs ' /proc/mounts)" 1
if [ "$2" = pty ]; then
    check "/dev/pts" "$(exec 3<>/dev/ptmx && busybox ls /dev/pts)" "$(printf '0\nptmx')"
    check "/dev/ptmx" "$($stat %a,%t,%T /dev/ptmx)" 666,5,2
else
    check "no /dev/pts without the feature" "$(busybox ls -d /dev/pts /dev/ptmx 2>/dev/null)" ""
fi
flags=" $(busybox sed -n 's/^flags[^:]*: //p' /proc/cpuinfo) "
for flag in fpu sse sse2 ssse3 sse4_1 sse4_2 avx avx2 xsave lm; do
    case $flags in *" $flag "*) ;; *) echo "not ok - flag $flag is missing: $flags" ;; esac
done
for flag in avx512f pku amx_tile; do
    case $flags in *" $flag "*) echo "not ok - flag $flag is there: $flags" ;; esac
done
echo "ok - flags of /proc/cpuinfo"
echo "done - $1"
