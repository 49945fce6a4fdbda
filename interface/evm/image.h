/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system image, which `evm build` writes and the kernel and the booter read. It is a run of
 * whole pages that the boot loader puts, page-aligned, into RAM: one PT_LOAD segment of the
 * bootable ELF file, whose address the kernel learns from struct evm_image_ref (below), or a
 * module. It decides everything that a component may have. All numbers are little-endian; offsets
 * are pages from the start of the image; unused bytes are 0.
 */
#ifndef EVM_IMAGE_H
#define EVM_IMAGE_H

#include <stdint.h>

#include "image_ref.h"

#define EVM_IMAGE_MAGIC   0x31474d494d5665ull /* "eVMIMG1" */
#define EVM_IMAGE_VERSION 5
#define EVM_COMPONENTS    64 /* most components of one image */
#define EVM_NAME          32 /* bytes of a name, NUL included */

/* Kinds of components. Component 0 is the booter; the root components follow in this order. */
enum evm_kind {
    EVM_BOOTER,
    EVM_SCHED,
    EVM_CONSOLE,
    EVM_SUPERVISOR,
    EVM_NATIVE,
    EVM_LINUX,
    EVM_NETBSD
};

/* Whether the system ends with the component of that id: a root component that only a restart of
 * the machine brings back. The console is not: the supervisor starts it again. */
static inline int evm_is_vital(uint64_t id)
{
    return id <= EVM_SUPERVISOR && id != EVM_CONSOLE;
}

/* struct evm_component.flags */
#define EVM_FPU      1 /* COS_COMP_FPU */
#define EVM_NOINTR   2 /* COS_COMP_NOINTR */
#define EVM_STRICT   4 /* COS_COMP_STRICT */
#define EVM_CRITICAL 8 /* its failure is the system's failure */
/* the booter creates it only when a component asks; neither keeps the system up nor decides its
 * status */
#define EVM_DORMANT 16
/* serves others: does not keep the system up; is told to end (COS_EVENT_POWER) when they have
 * ended */
#define EVM_SERVICE     64
#define EVM_DMA_TRUSTED 128 /* its PCI devices may access memory without an IOMMU */
#define EVM_VCPU        32  /* its first thread gets a vCPU page: the page at `vcpu` */
/* the component that handles PCI devices and the IOMMU (device_work.h): the image's last one, where
 * any component has a grant of type PCI or MMIO, and in no other image */
#define EVM_DEVICES 256
/* services may charge it for their work even if its priority is higher than theirs (SCHED_CHARGE)
 */
#define EVM_PAYS 512
/* the driver of the board's watchdog (board.h) */
#define EVM_WATCHDOG 4096
/* the component that copies crash records to a disk (evm/crash.h); at most one */
#define EVM_CRASHES 8192
/* the monitor of the control channel (supervisor_control.h); at most one */
#define EVM_CONTROL 16384

/* it is ready when it says so (SUPERVISOR_READY); else as soon as it has been started */
#define EVM_READY 1024
/* it is ready when it has ended by itself, with status 0, and stays down */
#define EVM_READY_ENDED 2048

#define EVM_SEG_READ  1 /* struct evm_segment.rights: COS_RIGHT_READ, _WRITE, _EXEC */
#define EVM_SEG_WRITE 2
#define EVM_SEG_EXEC  4

struct evm_image { /* page 0 of the image */
    uint64_t magic;
    uint32_t version;
    uint32_t pages; /* of the whole image */
    uint32_t component_count;
    uint32_t segment_count, grant_count, blob_count;
    uint32_t components; /* byte offsets from the start of the image of the arrays
                                 of the structs below */
    uint32_t segments, grants, blobs;
    char system[EVM_NAME];
    uint32_t header_pages;    /* pages that this header and its arrays take */
    uint32_t mitigations;     /* enum evm_mitigations */
    uint32_t sums, sum_pages; /* pages with a word for each page of the image before them: its
                                 evm_page_sum(), for pages after the header (evm/checksum.h) */
    uint64_t sums_checksum;   /* the sum of those pages */
    uint64_t checksum;        /* evm_header_sum() */
};

/* What the kernel does against leaks by speculative execution (docs/speculation.md). */
enum evm_mitigations {
    EVM_MITIGATIONS_AUTO, /* what the CPU supports */
    EVM_MITIGATIONS_OFF,
    EVM_MITIGATIONS_REQUIRED, /* as AUTO, but a CPU on which something remains open is refused */
    EVM_MITIGATIONS           /* how many there are */
};

struct evm_segment {         /* components that name the same pages share read-only ones */
    uint64_t address;        /* page-aligned */
    uint32_t page;           /* first page in the image */
    uint32_t file_pages;     /* pages carried in the image */
    uint32_t pages;          /* pages in memory; those beyond file_pages are zero; only a
                                 writable one may be larger */
    uint32_t rights;         /* never WRITE with EXEC; at most one writable segment,
                                 and it is the highest */
    uint32_t copy, reserved; /* copy: first page of a second copy, for repair; 0 = none */
};

enum evm_grant_type {
    EVM_GRANT_PORTS,  /* a = first, b = last port */
    EVM_GRANT_IRQ,    /* a = line, below COS_IRQ_MSI */
    EVM_GRANT_MMIO,   /* a = physical address, b = pages; rights READ|WRITE */
    EVM_GRANT_CALL,   /* a = index of the component called; b = its entry: index into its table
                         `gates`; the gate goes into `slot`, COS_SLOT_FILES, _SOCKETS or _DEVICES,
                         or, if that is 0, the next slot from COS_SLOT_CALL on */
    EVM_GRANT_LINK,   /* a = index of the other component, b = pages, 1 .. COS_LINK_BYTES /
                         4096. This one owns it */
    EVM_GRANT_SIGNAL, /* a = index of the component to whose endpoint 0 it may signal
                         COS_EVENT_FROM(own index) */
    EVM_GRANT_BOOTER, /* may call the booter (tests and tools that create components) */
    EVM_GRANT_PCI,    /* a = vendor << 16 | device id, b = index among the devices with these ids,
                         in the order of their places: the device with its memory and a
                         message-signalled line (struct cos_pci, cos/start.h) */
    EVM_GRANT_TYPES   /* how many there are */
};
struct evm_grant {
    uint32_t type, slot;
    uint64_t a, b;
};

/* When the supervisor restarts a component that has ended. */
enum evm_restart_when {
    EVM_RESTART_NEVER,
    EVM_RESTART_FAILURE, /* after a failure: a fault, a hang, a status other than 0, a thread that
                            ended without a status */
    EVM_RESTART_ALWAYS,
    EVM_RESTART_WHENS /* how many there are */
};
#define EVM_RESTART_MS 3600000 /* limit of the times below: an hour */

struct evm_restart {
    uint32_t when;
    /* Unless NEVER, all from 1 up: */
    uint32_t backoff; /* pause before a restart, in ms; doubles if the last life was shorter than
                         the pause before it */
    uint32_t most;    /* most restarts in a period; then it stays down */
    uint32_t period;  /* in ms; begins with a restart */
};

struct evm_blob { /* mapped read-only, starting at a page */
    char name[16];
    uint32_t page, copy; /* copy: as in a segment */
    uint64_t bytes;
};

struct evm_component {
    char name[EVM_NAME];
    uint32_t kind, flags;
    uint32_t priority;   /* of its first thread, 0 .. 255 */
    uint32_t ram_pages;  /* memory after its writable segment */
    uint64_t entry;      /* of its first thread; rdi = COS_START */
    uint64_t gates[4];   /* entries that gates may name; 0 = none. Root components:
                                 [0] is their interface */
    uint64_t fault_gate; /* supervisor only: entry that faults are sent to */
    uint64_t vcpu;       /* EVM_VCPU: address of the vCPU page, in its writable segment */
    uint32_t segment_first, segment_count;
    uint32_t grant_first, grant_count;
    uint32_t blob_first, blob_count;
    struct evm_restart restart;
    uint32_t stack_pages; /* of its first thread's stack below COS_STACK_TOP (cos/stacks.h) */
    /* Its share of the CPU: SCHED_SHARE of sched.h; budget and period in microseconds. */
    uint32_t weight, budget, period;
    uint64_t stack_low;             /* lowest address of its first thread's stack, also if the
                                       program provides it; the page below is not mapped. 0:
                                       unknown */
    uint64_t callers[2];            /* threads for which it has a stack, a bit each, for each set of
                                       cos/stacks.h */
    uint64_t after;                 /* components that must be ready before it starts, a bit each;
                                       the supervisor has it made then. 0 if it is dormant */
    uint32_t symbols, symbol_pages; /* struct evm_symbols, 0 pages = none; mapped
                                       into the supervisor only */
    uint32_t watchdog;              /* milliseconds within which it gives signs of life
                                       (SUPERVISOR_ALIVE), 0: it need not */
    uint32_t reserved;
};

/* Function symbols for backtraces, sorted by address: `count` addresses relative to `base`, then
 * for each the byte offset of its NUL-terminated name from the start of this struct. */
struct evm_symbols {
    uint64_t base;
    uint32_t count, bytes;
    struct {
        uint32_t address, name;
    } symbol[];
};

/* Symbols by which the tool finds things in a component's ELF file (absolute or addresses). The
 * first one tells a component from other programs; every program that a manifest names must have
 * it. The others are optional. */
#define EVM_SYM_COMPONENT "evm_component" /* lib/cos defines it */
#define EVM_SYM_GATE      "evm_gate_%u"   /* entries for gates[0..3] */
#define EVM_SYM_FAULT     "evm_fault_gate"
#define EVM_SYM_VCPU      "evm_vcpu" /* a page-aligned struct cos_vcpu */
#define EVM_SYM_FPU       "evm_fpu"  /* defined = the component uses the FPU */
/* size of its first thread's stack; COS_STACK of lib/cos */
#define EVM_SYM_STACK "evm_stack_bytes"
/* lowest address of that stack if the program provides it: the booter maps none then */
#define EVM_SYM_LOW "evm_stack_low"
/* defined = it takes calls on stacks of set 0 (cos/stacks.h); */
#define EVM_SYM_CALLS  "evm_stacks_0"
#define EVM_SYM_FAULTS "evm_stacks_1" /* its own faults on those of set 1; */
/* calls of all threads on the first stack of set 0: it cannot be interrupted */
#define EVM_SYM_ALONE "evm_stacks_one"

/*
 * Kernel and image in one ELF file: the kernel is linked with a section .image_ref, in its own
 * first page, that holds struct evm_image_ref; `evm build` appends the image as one more PT_LOAD
 * right after the kernel's last page, and fills in its physical address and size.
 */
struct evm_image_ref {
    uint64_t magic, address, bytes;
};

#endif
