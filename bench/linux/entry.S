/* SPDX-License-Identifier: BSD-2-Clause */
/* A file that QEMU takes for a Linux kernel (bzImage, boot protocol 2.0): prints `bench entry_tsc
 * VALUE` with the TSC at a kernel's first instruction, to leave firmware and loader out of a peer's
 * boot figure. */
        .code16
        .globl _start
_start:
        .org 0x1f1
        .byte 1                         # setup sectors after this one
        .org 0x1fe
        .word 0xaa55
        jmp setup                       # 0x200: where real-mode code starts
        .org 0x202
        .ascii "HdrS"
        .word 0x0200
        .org 0x211
        .byte 1                         # loaded high, as bzImages are
        .org 0x214
        .long 0x100000
        .org 0x260
setup:  rdtsc
        mov %eax, %esi                  # low half: enough for 4 seconds of firmware
        mov %cs, %ax
        mov %ax, %ds
        mov %ax, %ss
        mov $0x9000, %sp
        mov $(text - setup + 0x60), %bx # cs counts from 0x200
print:  mov (%bx), %al
        inc %bx
        test %al, %al
        jz number
        call putc
        jmp print
number: mov $8, %cx
digit:  rol $4, %esi
        mov %si, %ax
        and $0xf, %al
        cmp $10, %al
        jb 1f
        add $('a' - '0' - 10), %al
1:      add $'0', %al
        call putc
        loop digit
        mov $'\n', %al
        call putc
        mov $0xf4, %dx                  # isa-debug-exit
        xor %al, %al
        out %al, %dx
1:      hlt
        jmp 1b
putc:   mov $0x3f8, %dx
        out %al, %dx
        ret
text:   .asciz "\nbench entry_tsc 0x"
        .org 0x1000
