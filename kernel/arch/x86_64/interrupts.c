/* SPDX-License-Identifier: BSD-2-Clause */
/* Traps, the two 8259 interrupt controllers, and the interrupts of the local APIC. */
#include "cpu.h"
#include "cpu_setup.h"
#include "lapic.h"
#include "ops.h"

#define PIC1        0x20
#define PIC2        0xa0
#define MSI_ADDRESS 0xfee00000 /* bits 12-19: id of the local APIC that receives it */

/* In a millisecond: the weight with which a line storms; the messages behind which all wait. */
#define STORM_LINE     48u
#define STORM_MESSAGES 64
#define MSI_LINES      (COS_IRQ_LINES - COS_IRQ_MSI)

uint64_t machine_port_in(uint16_t port, unsigned width)
{
    uint32_t value = 0;
    if (width == 1)
        __asm__ volatile("inb %w1, %b0" : "+a"(value) : "Nd"(port));
    else if (width == 2)
        __asm__ volatile("inw %w1, %w0" : "+a"(value) : "Nd"(port));
    else
        __asm__ volatile("inl %w1, %0" : "+a"(value) : "Nd"(port));
    return value;
}

void machine_port_out(uint16_t port, unsigned width, uint32_t value)
{
    if (width == 1)
        __asm__ volatile("outb %b0, %w1" : : "a"(value), "Nd"(port));
    else if (width == 2)
        __asm__ volatile("outw %w0, %w1" : : "a"(value), "Nd"(port));
    else
        __asm__ volatile("outl %0, %w1" : : "a"(value), "Nd"(port));
}

static void out(uint16_t port, uint8_t value)
{
    machine_port_out(port, 1, value);
}

static void pic_mask_bit(unsigned line, bool masked)
{
    uint16_t port = (line < 8 ? PIC1 : PIC2) + 1;
    uint8_t bit = 1u << line % 8, mask = machine_port_in(port, 1);
    out(port, masked ? mask | bit : mask & ~bit);
}

void machine_irq_mask(unsigned line)
{
    pic_mask_bit(line, true);
}

void machine_irq_unmask(unsigned line)
{
    pic_mask_bit(line, false);
}

void machine_msi(unsigned line, uint64_t *address, uint64_t *data)
{
    *address = MSI_ADDRESS | (uint64_t)LAPIC[LAPIC_ID] >> 24 << 12;
    *data = VECTOR_MSI + line - COS_IRQ_MSI;
}

static void pic_setup(void)
{
    static const uint8_t words[2][4] = {{0x11, VECTOR_IRQ, 4, 1}, {0x11, VECTOR_IRQ + 8, 2, 1}};
    for (unsigned i = 0; i < 2; i++) {
        uint16_t port = i ? PIC2 : PIC1;
        out(port, words[i][0]);
        for (unsigned w = 1; w < 4; w++)
            out(port + 1, words[i][w]);
        out(port + 1, i ? 0xff : 0xfb); /* all but the cascade */
    }
}

/* Handles a line's interrupt. Line 7 of each controller may be spurious: then not in service. */
static void pic_interrupt(unsigned line)
{
    uint16_t port = line < 8 ? PIC1 : PIC2;
    out(port, 0x0b);
    bool in_service = machine_port_in(port, 1) & 1u << line % 8;
    if (in_service) {
        machine_irq_mask(line);
        out(port, 0x20);
    }
    if (line >= 8)
        out(PIC1, 0x20);
    if (in_service)
        irq_event(line);
}

static void priority_set(uint64_t priority)
{
    __asm__ volatile("mov %0, %%cr8" : : "r"(priority));
}

/* Turns the local APIC on, in memory at the usual address, whatever the firmware chose. */
static void lapic_enable(void)
{
    uint64_t base = msr_read(MSR_APIC_BASE);
    if (base & 1 << 10)
        msr_write(MSR_APIC_BASE, base & ~(uint64_t)(3 << 10)); /* the only way out of x2APIC mode */
    msr_write(MSR_APIC_BASE, (base & 1 << 8) | 1 << 11 | MSI_ADDRESS);
}

static void lapic_setup(void)
{
    /* entries of the local vector table from number 3 on */
    static const uint16_t others[] = {LAPIC_ERROR, LAPIC_COUNTERS, LAPIC_THERMAL, LAPIC_CMCI};
    unsigned last = LAPIC[LAPIC_VERSION] >> 16 & 0xff;
    for (unsigned i = 0; i < sizeof others / sizeof *others && 3 + i <= last; i++)
        LAPIC[others[i]] = LAPIC_MASKED;
    LAPIC[LAPIC_SPURIOUS] = 0x100 | VECTOR_SPURIOUS;
    LAPIC[LAPIC_LINT0] = LAPIC_EXTINT;
    LAPIC[LAPIC_LINT1] = LAPIC_NMI;
    LAPIC[LAPIC_DIVIDE] = 0xb; /* by 1 */
    LAPIC[LAPIC_TIMER] = VECTOR_TIMER;
    priority_set(PRIORITY_OPEN);
}

void interrupts_setup(void)
{
    pic_setup();
    lapic_enable();
    lapic_setup();
}

void machine_interrupt_self(void)
{
    LAPIC[LAPIC_ICR] = LAPIC_TO_SELF | VECTOR_TIMER;
}

/* ---- Messages ---- */

static uint64_t storm_end; /* 0: no storm */
static struct window {
    uint64_t end;
    uint8_t all, lines[MSI_LINES];
} window;

/* Devices may send as fast as the bus carries: bounds the time that this takes from others. */
static void message_count(uint64_t number, unsigned weight)
{
    uint64_t now = machine_now();
    if (now >= window.end)
        window = (struct window){.end = now + tsc_hz / 1000};
    if (number < MSI_LINES && (window.lines[number] += weight) - STORM_LINE < weight) { /* once */
        cpu.storms |= 1ull << number;
        irq_event(COS_IRQ_STORMS);
    }
    if (++window.all < STORM_MESSAGES)
        return;
    storm_end = window.end;
    priority_set(PRIORITY_STORM);
    timer_arm(storm_end);
}

static void storm_look(void)
{
    if (!storm_end)
        return;
    if (machine_now() < storm_end) {
        timer_arm(storm_end);
        return;
    }
    storm_end = 0;
    priority_set(PRIORITY_OPEN);
}

static bool lapic_serves(uint64_t vector)
{
    return LAPIC[LAPIC_SERVED + vector / 32 * 4] & 1u << vector % 32;
}

/* Handles the message of a line, or one of no line, which a device can forge where no IOMMU checks:
 * it is acknowledged and counted. */
static void message(uint64_t vector)
{
    uint64_t number = vector - VECTOR_MSI;
    unsigned weight = number < MSI_LINES ? irq_surplus(COS_IRQ_MSI + number) : 1;
    LAPIC[LAPIC_EOI] = 0;
    if (weight)
        message_count(number, weight);
    if (number < MSI_LINES)
        irq_event(COS_IRQ_MSI + number);
}

static void interrupt(uint64_t vector)
{
    if (vector == VECTOR_TIMER) {
        LAPIC[LAPIC_EOI] = 0;
        timer_expired();
        storm_look();
        thread_timer();
    } else if (vector < VECTOR_IRQ + 16 && !lapic_serves(vector)) {
        pic_interrupt(vector - VECTOR_IRQ);
    } else if (vector != VECTOR_SPURIOUS || lapic_serves(vector)) {
        message(vector);
    }
}

void trap(struct thread *t)
{
    uint64_t vector = t->regs.vector, address = 0;
    t->full = RESUME_ALL;
    if (vector >= VECTOR_IRQ) {
        interrupt(vector);
        return;
    }
    if ((vector == COS_FAULT_NOFPU || vector == COS_FAULT_OPCODE) && extended_state_use(t))
        return;
    if (vector == COS_FAULT_DEBUG) {
        uint64_t status = debug_status();
        address = cpu.client ? status : 0; /* no component has breakpoints */
    }
    if (vector == COS_FAULT_PAGE)
        __asm__ volatile("mov %%cr2, %0" : "=r"(address));
    fault(t, vector, address, t->regs.error);
}

void trap_in_kernel(struct regs *r)
{
    if (r->vector < VECTOR_IRQ || !cpu.idle)
        machine_halt("fault in the kernel");
    interrupt(r->vector);
}

void machine_idle(void)
{
    __asm__ volatile("sti; hlt; cli" : : : "memory");
}

void machine_open(void)
{
    __asm__ volatile("sti; nop; cli" : : : "memory");
}

/* bounds the wait for a serial line that takes nothing: the machine must restart */
#define SERIAL_TRIES 1000000

static void print(const char *s)
{
    for (; *s; s++) {
        for (unsigned tries = 0; tries < SERIAL_TRIES && !(machine_port_in(0x3fd, 1) & 0x20);
             tries++)
            ;
        out(0x3f8, *s);
    }
}

/* The emulator ends with this status. */
#define DEBUG_EXIT 0xf4
#define HALTED     126

#define READING_TICKS    10000000000 /* some seconds, for a person to read the message */
#define RESET_CONTROL    0xcf9       /* of the chipset */
#define RESET_FULL       0x06
#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET   0xfe

/* Restarts the machine, which must not stand still, by one of the ways that machines have. The last
 * one is a fault with no table to handle it. */
static _Noreturn void machine_restart(void)
{
    static const struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed)) nothing;
    out(DEBUG_EXIT, HALTED);
    for (uint64_t end = machine_now() + READING_TICKS; machine_now() < end;)
        ;
    out(RESET_CONTROL, RESET_FULL);
    out(KEYBOARD_COMMAND, KEYBOARD_RESET);
    for (;;)
        __asm__ volatile("lidt %0; ud2" : : "m"(nothing));
}

_Noreturn void machine_halt(const char *why)
{
    print("\nCOS: halted: ");
    print(why);
    print("\n");
    machine_restart();
}
