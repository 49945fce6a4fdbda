/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's image: a page for the boot loader at its physical address, the rest in the
 * high half, a segment for each set of rights. */
#include "layout.h"

ENTRY(start)

PHDRS
{
    boot PT_LOAD FLAGS(7);
    text PT_LOAD FLAGS(5);
    rodata PT_LOAD FLAGS(4);
    data PT_LOAD FLAGS(6);
    note PT_NOTE FLAGS(4);
}

SECTIONS
{
    . = KERNEL_LOAD;
    .boot : { KEEP(*(.multiboot)) KEEP(*(.image_ref)) *(.boot) } :boot
    .note.pvh : { KEEP(*(.note.pvh)) } :boot :note
    . = ALIGN(4096);
    . += KERNEL_BASE;
    kernel_text = .;
    .text : AT(ADDR(.text) - KERNEL_BASE) { *(.text .text.*) } :text
    . = ALIGN(4096);
    kernel_rodata = .;
    .rodata : AT(ADDR(.rodata) - KERNEL_BASE) { *(.rodata .rodata.*) } :rodata
    . = ALIGN(4096);
    kernel_data = .;
    .data : AT(ADDR(.data) - KERNEL_BASE) { *(.data .data.*) } :data
    .bss : AT(ADDR(.bss) - KERNEL_BASE) { *(.bss .bss.* COMMON) } :data
    . = ALIGN(4096);
    kernel_end = .;
    /DISCARD/ : { *(.comment) *(.eh_frame) *(.note.GNU-stack) *(.note.gnu.property) }
}
