# SPDX-License-Identifier: BSD-2-Clause
# Applets of busybox: pipes, background jobs, files, text tools. Each line of output is a case (see
# tests/boot).
check() {
    if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: got '$2', expected '$3'"; fi
}
busybox=/bin/busybox
$busybox mkdir -p /tmp/w && cd /tmp/w || exit 1

# The first newline may be lost while the serial line is set up.
while [ -z "$line" ]; do read -r line; done
check "console input" "$line" "typed at the console"
last=$(echo one two three | $busybox tr ' ' '\n' | $busybox sort -r | $busybox head -n 1)
check "pipeline" "$last" two
check "arithmetic" $((6 * 7)) 42
check "here document" "$($busybox wc -l <<END
a
b
END
)" 2
$busybox seq 1 1000 >numbers
check "seq and awk" "$($busybox awk '{ s += $1 } END { print s }' numbers)" 500500
check "sed" "$(echo hello | $busybox sed 's/l*o$/p/')" hep
check "grep -c" "$($busybox grep -c 7 numbers)" 271
sum=$($busybox md5sum <numbers | $busybox cut -d ' ' -f 1)
check "md5sum" "$sum" 53d025127ae99ab79e8502aae2d9bea6
back=$($busybox gzip -c numbers | $busybox gunzip -c | $busybox cmp - numbers && echo same)
check "gzip there and back" "$back" same
$busybox tar cf all.tar numbers && $busybox mkdir out && $busybox tar xf all.tar -C out
check "tar" "$($busybox cmp numbers out/numbers && echo same)" same
$busybox ln -s numbers link && check "symbolic link" "$($busybox readlink link)" numbers
$busybox mv out/numbers out/moved && check "find" "$($busybox find out -type f)" out/moved
$busybox dd if=/dev/zero of=zeros bs=4096 count=64 2>/dev/null
check "dd" "$($busybox stat -c %s zeros)" 262144

for i in 1 2 3 4 5; do
    ($busybox sleep 0.$i; echo $i >>jobs) &
done
wait
check "background jobs end in order" "$($busybox tr -d '\n' <jobs)" 12345
$busybox sleep 100 &
kill $! && wait $!
check "a killed job's status" $? 143
said=$($busybox mkfifo p; echo through >p & $busybox cat p)
check "process substitution by pipes" "$said" through
(exit 3)
check "exit status" $? 3
$busybox rm -r /tmp/w
echo "done - busybox"
