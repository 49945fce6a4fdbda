/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Layout of vmlinux as a COS component: code; read-only data, which all VMs of this kernel share;
 * and one writable segment, the highest. __binary_start, where UML's physical memory starts, is
 * that segment's first page: guest-physical page n is page n of COS_SLOT_REGION, and no RAM is
 * spent on describing pages of code.
 */
#define RUNTIME_DISCARD_EXIT
#define RO_AFTER_INIT_DATA /* written while Linux boots: goes to the writable segment below */

#include <asm-generic/vmlinux.lds.h>
#include <asm/page.h>
#include <asm/thread_info.h>

#define RAM_ALIGN 0x400000 /* main.c: uml_reserved has this granularity */

OUTPUT_FORMAT(ELF_FORMAT)
OUTPUT_ARCH(ELF_ARCH)
ENTRY(_start)
jiffies = jiffies_64;
KERNEL_STACK_SIZE = 4096 << CONFIG_KERNEL_STACK_ORDER;

/* Asked for by the tool: the component's processes use FPU and vector registers. */
evm_fpu = 1;

PHDRS {
    text PT_LOAD FLAGS(5);
    rodata PT_LOAD FLAGS(4);
    data PT_LOAD FLAGS(6);
}

SECTIONS
{
    /*
     * For Linux hosts: the code that UML puts into each process, its tracing, a driver's thread
     * (ubd.c); and what nothing here reads.
     */
    __syscall_stub_start = START;
    __syscall_stub_end = START;
    /DISCARD/ : {
        *ptrace_user.o(*)
        *(.host_thread)
        *(.__syscall_stub)
        *(.altinstructions .altinstr_replacement .exitcall.exit .uml.help.init)
        *(.eh_frame)
    }

    . = START;
    _text = .;
    .text : {
        _stext = .;
        TEXT_TEXT
        SCHED_TEXT
        CPUIDLE_TEXT
        LOCK_TEXT
        IRQENTRY_TEXT
        SOFTIRQENTRY_TEXT
        *(.fixup)
        _sinittext = .;
        INIT_TEXT
        _einittext = .;
        EXIT_TEXT
        _etext = .;
    } :text

    . = ALIGN(PAGE_SIZE);
    .init.setup : { INIT_SETUP(16) } :rodata
    RO_DATA(PAGE_SIZE)
    .uml.setup.init : {
        __uml_setup_start = .;
        KEEP(*(.uml.setup.init))
        __uml_setup_end = .;
        __uml_help_start = .;
        __uml_help_end = .;
        __uml_postsetup_start = .;
        KEEP(*(.uml.postsetup.init))
        __uml_postsetup_end = .;
    }
    .initcall.init : { INIT_CALLS }
    .con_initcall.init : { CON_INITCALL }
    .uml.exitcall : {
        __uml_exitcall_begin = .;
        KEEP(*(.uml.exitcall.exit))
        __uml_exitcall_end = .;
    }
    .init.ramfs : { INIT_RAM_FS }

    /*
     * The first stack (entry.S) is the lowest of what is writable; nothing is mapped right below.
     * The tool tells the supervisor, who knows an overflow of it then.
     */
    . = . + PAGE_SIZE;
    . = ALIGN(RAM_ALIGN);
    __binary_start = .;
    evm_stack_low = .;
    _sdata = .;
    .first_stack : { *(.data..init_irqstack) } :data
    __init_begin = .;
    .init.data : { INIT_DATA } :data
    __init_end = .;
    EXCEPTION_TABLE(8) /* sorted at start */
    BUG_TABLE
    PERCPU_SECTION(64)
    .data : {
        INIT_TASK_DATA(KERNEL_STACK_SIZE)
        PAGE_ALIGNED_DATA(PAGE_SIZE)
        CACHELINE_ALIGNED_DATA(64)
        READ_MOSTLY_DATA(64)
        DATA_DATA
        *(SORT_BY_ALIGNMENT(.data..ro_after_init))
        *(.exit.data)
        CONSTRUCTORS
    }
    _edata = .;
    . = ALIGN(PAGE_SIZE);
    __bss_start = .;
    SBSS(0)
    BSS(PAGE_SIZE)
    __bss_stop = .;
    _end = .;

    ELF_DETAILS
    DISCARDS
}
