# SPDX-License-Identifier: BSD-2-Clause
# A core dump, of the guest's kernel or of gdb, in gdb.yaml.
set pagination off
set width 0
set debuginfod enabled off
info threads
thread apply all -q -s frame function work
thread apply all -q -s frame function main
print $_siginfo.si_signo
info float
