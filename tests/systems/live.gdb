# SPDX-License-Identifier: BSD-2-Clause
# A user's commands for gdb in gdb.yaml, which has the lines that must come out.
set pagination off
set confirm off
set width 0
set debuginfod enabled off
break scale
run
print x + n
info float
print $xmm0.v2_double
print $mxcsr
print $_siginfo.si_code
set var $xmm7.v2_double[1] = 3.5
set var $st0 = 1.25
print $st0
set var x = 4.5
next
next
print y
stepi
delete
print answer(2)
print scale(1.5, 2)
print $xmm7.v2_double
info registers eflags
watch counter
continue
continue
print counter
delete
rwatch seen
hbreak met
continue
info threads
thread apply all -q -s print $_thread
thread apply 2 -q -s backtrace -2
gcore /tmp/made
continue
print $_siginfo.si_signo
continue
delete
continue
print $_exitcode
