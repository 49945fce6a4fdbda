/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the boot loader (32-bit protected mode, paging off) to boot() in long mode, in the high
 * half.
 * PVH: ebx = struct hvm_start_info. Multiboot2: eax = its magic, ebx = boot information.
 */
#include "layout.h"
#include "evm/image_ref.h"

        .section .note.pvh, "a", @note
        .balign 4
        .long   4, 4, 18                        /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   start

        .section .multiboot, "a"
        .balign 8
header: .long   0xe85250d6, 0, header_end - header, -(0xe85250d6 + (header_end - header))
        .word   3, 0                            /* entry address */
        .long   12, start, 0
        .word   6, 0                            /* modules are page-aligned */
        .long   8
        .word   0, 0
        .long   8
header_end:

        .section .image_ref, "aw"               /* struct evm_image_ref: filled in by the tool */
        .balign 8
        .globl  image_ref
image_ref:
        .quad   EVM_IMAGE_REF_MAGIC, 0, 0

        .section .boot, "ax"
        .code32
        .globl  start
start:
        cli
        movl    %eax, %ebp
        rdtsc
        movl    %eax, boot_tsc - KERNEL_BASE
        movl    %edx, boot_tsc - KERNEL_BASE + 4

        /* Boot page tables: 1 GiB at 0, DIRECT_BASE and KERNEL_BASE, in 2 MiB pages;
         * mmu.c makes them strict. */
        movl    $(boot_pd - KERNEL_BASE), %edi
        movl    $(PTE_PRESENT | PTE_WRITE | PTE_LARGE), %eax
        movl    $512, %ecx
1:      movl    %eax, (%edi)
        movl    $0, 4(%edi)
        addl    $0x200000, %eax
        addl    $8, %edi
        decl    %ecx
        jnz     1b
        movl    $(boot_pd - KERNEL_BASE + PTE_PRESENT + PTE_WRITE), %eax
        movl    %eax, boot_pdpt_low - KERNEL_BASE
        movl    %eax, boot_pdpt_high - KERNEL_BASE + 510 * 8
        movl    $(boot_pdpt_low - KERNEL_BASE + PTE_PRESENT + PTE_WRITE), %eax
        movl    %eax, boot_pml4 - KERNEL_BASE
        movl    %eax, boot_pml4 - KERNEL_BASE + 256 * 8
        movl    $(boot_pdpt_high - KERNEL_BASE + PTE_PRESENT + PTE_WRITE), %eax
        movl    %eax, boot_pml4 - KERNEL_BASE + 511 * 8
        movl    $(boot_pml4 - KERNEL_BASE), %eax
        movl    %eax, %cr3

        movl    $0x620, %eax                    /* PAE, OSFXSR, OSXMMEXCPT; nothing
                                                   that the loader has left */
        movl    %eax, %cr4
        movl    $0xc0000080, %ecx               /* EFER: SCE, LME, NXE */
        movl    $0x901, %eax
        xorl    %edx, %edx
        wrmsr
        movl    $0x80050033, %eax               /* PG, AM, WP, NE, ET, MP, PE */
        movl    %eax, %cr0
        lgdt    boot_gdt_pointer
        ljmp    $SEL_KERNEL_CODE, $1f

        .code64
1:      movw    $SEL_KERNEL_DATA, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movabsq $high, %rax
        jmp     *%rax

        .balign 8
boot_gdt:
        .quad   0, 0x00af9b000000ffff, 0x00cf93000000ffff
boot_gdt_pointer:
        .word   . - boot_gdt - 1
        .long   boot_gdt

        .text
high:   leaq    boot_stack+STACK_SIZE, %rsp
        movl    %ebp, %edi                      /* Multiboot2's magic, or anything */
        movl    %ebx, %esi
        call    machine_boot
        jmp     resume

        .bss
        .balign 8
        .globl  boot_tsc
boot_tsc: .quad 0
        .balign 4096
        .globl  boot_pml4, boot_pdpt_low, boot_pdpt_high, boot_pd
boot_pml4:      .skip 4096
boot_pdpt_low:  .skip 4096
boot_pdpt_high: .skip 4096
boot_pd:        .skip 4096
        .globl  boot_stack
boot_stack:     .skip STACK_SIZE
