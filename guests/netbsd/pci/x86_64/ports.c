/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * I/O ports. NetBSD's archives execute `in` and `out`, which no component may: each faults. The VM
 * handles its own faults first. It emulates such an instruction with its capabilities to its
 * devices' ports. All other faults, other ports included, it leaves to the supervisor: it makes the
 * supervisor the handler and repeats the instruction.
 */
#include <cos/abi.h>
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rump_pci.h>

#include "port_instruction.h"

#define SLOT_HANDLER      COS_SLOT_SPARE /* gate, while it is set */
#define FLAG_DOWN         0x400          /* string instructions go down */
#define LOWER_HALF        UINT32_MAX
#define BREAKPOINT_LENGTH 1 /* of the instruction */
#define SYSCALL_LENGTH    2

/* A fault of the handler itself, for example on a string instruction's memory: this code, which
 * needs no stack, makes the supervisor the handler and repeats the instruction. */
/* clang-format off */
__asm__("port_fault_again:\n"
        "   mov $(" COS_TEXT(COS_OP_COMP_FAULT) " | " COS_TEXT(COS_SLOT_COMP) " << 8), %eax\n"
        "   mov $" COS_TEXT(COS_SLOT_FAULT) ", %edi\n"
        "   xor %esi, %esi\n"
        "   syscall\n"
        "   mov $" COS_TEXT(COS_RESUME) ", %edi\n"
        "   xor %esi, %esi\n"
        "   xor %edx, %edx\n" COS_STUB_RETURN);
/* clang-format on */
COS_ENTRY_AS(port_fault_entry, port_fault, 1, COS_TEXT(COS_CALLERS) " + 8", "port_fault_again");
extern const char port_fault_entry[];

static uint64_t get(unsigned reg)
{
    uint64_t value = 0;

    cos_thread_read(0, reg, &value); /* slot 0: the calling thread's state at its fault */
    return value;
}

static void put(unsigned reg, uint64_t value)
{
    cos_thread_write(0, reg, value);
}

/* The slot of the capability to the ports; 0: none of the VM's devices has them. */
static uint64_t slot_of(uint16_t port, unsigned width)
{
    const struct cos_start *self = cos_self();

    for (unsigned i = 0; i < self->pci_count * COS_PCI_BARS; i++) {
        const struct cos_pci *device = &self->pci[i / COS_PCI_BARS];
        unsigned first = device->ports[i % COS_PCI_BARS].first,
                 count = device->ports[i % COS_PCI_BARS].count;

        if (port >= first && port + width <= first + count)
            return device->ports[i % COS_PCI_BARS].slot;
    }
    return 0;
}

/* The register with its lowest bytes replaced; 4 bytes replace all 8, by the CPU's rules. */
static uint64_t merged(uint64_t old, uint64_t value, unsigned width)
{
    uint64_t mask = width == 4 ? UINT64_MAX : (1ull << 8 * width) - 1;

    return (old & ~mask) | (value & mask);
}

static void access_register(const struct port_instruction *instruction, uint64_t slot,
                            uint16_t port)
{
    uint64_t value, rax = get(COS_REG_RAX);

    if (instruction->out) {
        cos_port_out(slot, port, instruction->width, rax);
    } else {
        cos_port_in(slot, port, instruction->width, &value);
        put(COS_REG_RAX, merged(rax, value, instruction->width));
    }
}

static void access_memory(const struct port_instruction *instruction, uint64_t slot, uint16_t port,
                          uint64_t address)
{
    uint64_t value = 0;

    if (instruction->out) {
        __builtin_memcpy(&value, (const void *)address, instruction->width);
        cos_port_out(slot, port, instruction->width, value);
    } else {
        cos_port_in(slot, port, instruction->width, &value);
        __builtin_memcpy((void *)address, &value, instruction->width);
    }
}

/* Updates the registers at each step, so that a fault at some address leaves them as the CPU
 * would. */
static void access_string(const struct port_instruction *instruction, uint64_t slot, uint16_t port)
{
    unsigned pointer = instruction->out ? COS_REG_RSI : COS_REG_RDI;
    uint64_t mask = instruction->narrow ? LOWER_HALF : UINT64_MAX, address = get(pointer) & mask;
    uint64_t count = instruction->repeated ? get(COS_REG_RCX) & mask : 1;
    uint64_t step = get(COS_REG_RFLAGS) & FLAG_DOWN ? -(uint64_t)instruction->width
                                                    : instruction->width;

    for (; count != 0; count--) {
        access_memory(instruction, slot, port, address);
        address = (address + step) & mask;
        put(pointer, address);
        if (instruction->repeated)
            put(COS_REG_RCX, count - 1);
    }
}

static bool emulate(uint64_t ip)
{
    struct port_instruction instruction;
    uint16_t port;
    uint64_t slot;

    if (!port_instruction_decode((const uint8_t *)ip, &instruction))
        return false;
    port = instruction.immediate ? instruction.port : (uint16_t)get(COS_REG_RDX);
    slot = slot_of(port, instruction.width);
    if (slot == 0)
        return false;
    if (instruction.string)
        access_string(&instruction, slot, port);
    else
        access_register(&instruction, slot, port);
    put(COS_REG_RIP, ip + instruction.length);
    return true;
}

/* Makes the supervisor the handler and repeats the instruction. Some faults are reported behind the
 * instruction, and a denied system call has its result already. */
static void hand_on(uint64_t cause, uint64_t code, uint64_t ip)
{
    if (cause == COS_FAULT_DENIED) {
        put(COS_REG_RAX, code);
        put(COS_REG_RIP, ip - SYSCALL_LENGTH);
    } else if (cause == COS_FAULT_BREAKPOINT) {
        put(COS_REG_RIP, ip - BREAKPOINT_LENGTH);
    }
    cos_comp_fault(COS_SLOT_COMP, COS_SLOT_FAULT, 0);
}

struct cos_result port_fault(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                             uint64_t token, uint64_t thread)
{
    (void)address, (void)token, (void)thread;
    if (cause != COS_FAULT_PROTECTION || !emulate(ip))
        hand_on(cause, code, ip);
    return (struct cos_result){.value = COS_RESUME};
}

static bool have_ports(void)
{
    const struct cos_start *self = cos_self();
    bool any = false;

    for (unsigned i = 0; i < self->pci_count * COS_PCI_BARS; i++)
        any |= self->pci[i / COS_PCI_BARS].ports[i % COS_PCI_BARS].count != 0;
    return any;
}

int rumpcomp_pci_iospace_init(void)
{
    if (have_ports() &&
        cos_make_gate(COS_SLOT_COMP, SLOT_HANDLER, (uint64_t)port_fault_entry, 0) == 0) {
        cos_comp_fault(COS_SLOT_COMP, SLOT_HANDLER, 0);
        cos_cap_drop(COS_SLOT_COMP, SLOT_HANDLER);
    }
    return 0;
}
