/* SPDX-License-Identifier: BSD-2-Clause */
/* The hypercalls of PCI devices, each with its error cases, as NetBSD's drivers make them; QEMU's
 * device `edu` computes factorials, copies memory, and interrupts when it has. */
#include <cos/string.h>
#include <cos/syscall.h>
#include <memory.h>
#include <pci.h>
#include <rump_pci.h>

#include "check.h"
#include "upcalls.h"

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* as all NetBSD VMs */

enum { ID = 0x00, COMMAND = 0x04, HEADER = 0x0c, BAR = 0x10, ROM = 0x30, CONFIG_END = 0x100 };

/* Registers of the device, and its own memory. */
enum {
    FACTORIAL = 0x08,
    STATUS = 0x20,
    CAUSE = 0x24,
    RAISE = 0x60,
    ACKNOWLEDGE = 0x64,
    DMA_FROM = 0x80,
    DMA_TO = 0x88,
    DMA_BYTES = 0x90,
    DMA_COMMAND = 0x98,
    DMA_MEMORY = 0x40000
};

#define EDU_ID         0x11e81234u
#define EDU_BYTES      0x100000u
#define EDU_MARK       0xedu /* lowest byte of its first register */
#define INTERRUPTS     0x80  /* STATUS: when a factorial is there */
#define CAUSE_COMPUTED 1
#define CAUSE_COPIED   0x100
#define COMMAND_MASTER 0x0004u
#define DMA_START      1
#define DMA_FROM_EDU   2
#define DMA_INTERRUPTS 4
#define COOKIE         7
#define PATIENCE_US    2000000
#define COPY           2048
#define MSI_CAUSE      8
#define NEIGHBOURS     130 /* pages */

static volatile uint8_t *edu;
static unsigned handled, causes, seconds;

static uint32_t read32(unsigned at)
{
    return *(volatile uint32_t *)(edu + at);
}

static void write32(unsigned at, uint32_t value)
{
    *(volatile uint32_t *)(edu + at) = value;
}

static uint32_t config(unsigned offset)
{
    unsigned value = 0;

    return rumpcomp_pci_confread(0, 0, 0, (int)offset, &value) == 0 ? value : 0;
}

/* ---- Configuration space ---- */

static void check_absent(unsigned bus, unsigned device, unsigned function, int offset,
                         const char *what)
{
    unsigned value = 0;

    check(rumpcomp_pci_confread(bus, device, function, offset, &value) == ENXIO &&
              value == UINT32_MAX,
          "nothing is to be read of %s", what);
    check_result(rumpcomp_pci_confwrite(bus, device, function, offset, 0), ENXIO, "nor written");
}

static void check_config(void)
{
    check_result(config(ID), EDU_ID, "the device is the first of the bus");
    check_absent(0, cos_self()->pci_count, 0, ID, "a device that the VM has not");
    check_absent(0, UINT32_MAX, 0, ID, "a device that no VM has");
    check_absent(0, 0, 1, ID, "another function");
    check_absent(1, 0, 0, ID, "another bus");
    check_absent(0, 0, 0, CONFIG_END, "what is behind the end");
    check_absent(0, 0, 0, -4, "what is before the beginning");
    check_absent(0, 0, 0, 2, "a part of a word");
    check_result(config(HEADER) & 1u << 23, 0, "it has no other functions");
    check_result(config(ROM), 0, "and no ROM");
}

static void check_bar(void)
{
    uint32_t address = config(BAR);

    rumpcomp_pci_confwrite(0, 0, 0, BAR, UINT32_MAX);
    check_result(config(BAR), -EDU_BYTES, "its memory says how large it is");
    rumpcomp_pci_confwrite(0, 0, 0, BAR, address);
    check_result(config(BAR), address, "and where it is, afterwards");
    rumpcomp_pci_confwrite(0, 0, 0, BAR, address + EDU_BYTES);
    check_result(config(BAR), address, "from where it does not move");
    rumpcomp_pci_confwrite(0, 0, 0, BAR + 4, UINT32_MAX);
    check_result(config(BAR + 4), 0, "memory that it has not has no size");
    rumpcomp_pci_confwrite(0, 0, 0, BAR + 4, 0);
}

static void check_map(void)
{
    unsigned long address = config(BAR) & ~15u;
    volatile uint8_t *part;

    check(rumpcomp_pci_map(address, EDU_BYTES + 1) == NULL,
          "more than its memory cannot be mapped");
    check(rumpcomp_pci_map(address - 1, 2) == NULL, "nor what is before it");
    check(rumpcomp_pci_map(address + EDU_BYTES, 1) == NULL, "nor what is behind");
    check(rumpcomp_pci_map(address + 1, ~0ul) == NULL, "nor all there is");
    check(rumpcomp_pci_map(address, 0) == NULL, "nor nothing");
    check(rumpcomp_pci_map(0xfee00000, 4096) == NULL, "nor memory that no device has");
    edu = rumpcomp_pci_map(address, EDU_BYTES);
    check(edu != NULL && (read32(0) & 0xff) == EDU_MARK, "all of it can be");
    part = rumpcomp_pci_map(address + 4, 4);
    write32(4, 0x1234);
    check(part != NULL && *(volatile uint32_t *)part == ~0x1234u, "and a part, again");
}

/* ---- Memory ---- */

static void check_memory(void)
{
    static uint8_t somewhere[16];
    const struct cos_start *self = cos_self();
    struct rumpcomp_pci_dmaseg parts[2];
    struct memory_usage before, after;
    unsigned long address, memory;
    bool aligned = true, zero = true, together = true;
    void *mapped = NULL;

    rumpcomp_pci_dmalloc(1, 2 * COS_PAGE_SIZE, &address, &memory);
    rumpcomp_pci_dmafree(memory, 1);
    memory_usage(&before);
    for (size_t align = 1, bytes = 1; align <= 65536; align *= 4, bytes = bytes * 3 + 1) {
        check_result(rumpcomp_pci_dmalloc(bytes, align, &address, &memory), 0,
                     "%zu bytes at multiples of %zu", bytes, align);
        for (size_t i = 0; i < bytes; i++) {
            zero = zero && ((char *)memory)[i] == 0;
            together = together && rumpcomp_pci_virt_to_mach((char *)memory + i) == address + i;
        }
        aligned = aligned && address % align == 0;
        memset((void *)memory, 0xff, bytes);
        rumpcomp_pci_dmafree(memory, bytes);
    }
    memory_usage(&after);
    check(aligned && zero && together, "each is aligned for the device, zero, and in one run");
    check_result((long long)after.used_pages, (long long)before.used_pages,
                 "all of it has been given back");
    check_result(rumpcomp_pci_dmalloc(1ul << 40, 0, &address, &memory), ENOMEM,
                 "more than there is");
    check_result(rumpcomp_pci_dmalloc(~0ul, 1ul << 20, &address, &memory), ENOMEM, "much more");
    check_result(rumpcomp_pci_dmalloc(0, 0, &address, &memory), ENOMEM, "nothing");
    check(
        rumpcomp_pci_virt_to_mach(somewhere) ==
            cos_region_info(COS_SLOT_REGION, ((uint64_t)somewhere - self->rw_start) / COS_PAGE_SIZE)
                    .v2 +
                (uint64_t)somewhere % COS_PAGE_SIZE,
        "a device finds variables, too");
    rumpcomp_pci_dmalloc(2 * COPY, 0, &address, &memory);
    parts[0] = (struct rumpcomp_pci_dmaseg){address, COPY, memory};
    parts[1] = (struct rumpcomp_pci_dmaseg){address + COPY, COPY, memory + COPY};
    check(rumpcomp_pci_dmamem_map(parts, 2, 2 * COPY, &mapped) == 0 &&
              (unsigned long)mapped == memory,
          "parts of one run are one piece");
    check_result(rumpcomp_pci_dmamem_map(parts, 2, 2 * COPY + 1, &mapped), ENOTSUP,
                 "but not a larger one");
    parts[1].ds_pa += COPY;
    check_result(rumpcomp_pci_dmamem_map(parts, 2, 2 * COPY, &mapped), ENOTSUP,
                 "parts of two runs are not");
    check_result(rumpcomp_pci_dmamem_map(parts, 0, 0, &mapped), ENOTSUP, "nor is nothing");
    rumpcomp_pci_dmafree(memory, 2 * COPY);
}

/* ---- Interrupts ---- */

static int handle(void *argument)
{
    uint32_t cause = read32(CAUSE);

    wrong += !cpu_held || argument != &handled;
    causes |= cause;
    handled += cause != 0;
    write32(ACKNOWLEDGE, cause);
    return cause != 0;
}

static int handle_second(void *argument)
{
    wrong += !cpu_held;
    ++*(unsigned *)argument;
    return 0;
}

static bool wait_for(unsigned cause)
{
    for (unsigned us = 0; !(causes & cause) && us < PATIENCE_US; us += 1000)
        let_pass(1000);
    return causes & cause;
}

static void check_interrupts(void)
{
    check_result(rumpcomp_pci_irq_map(0, 3, 0, 11, COOKIE), ENXIO,
                 "an interrupt of a device that is not there");
    check(rumpcomp_pci_irq_establish(COOKIE, handle, &handled) == NULL,
          "a handler for one that no call has named");
    check_result(rumpcomp_pci_irq_map(0, 0, 0, 11, COOKIE), 0, "the device's interrupt");
    check(rumpcomp_pci_irq_establish(COOKIE, handle, &handled) != NULL, "has a handler");
    check(!(config(COMMAND) & COMMAND_MASTER), "the device does nothing yet");
    let_pass(1000);
    check(config(COMMAND) & COMMAND_MASTER, "but when the driver has waited");
    check(rumpcomp_pci_irq_establish(COOKIE, handle_second, &seconds) != NULL,
          "and a second handler");
    write32(STATUS, INTERRUPTS);
    write32(FACTORIAL, 7);
    check(wait_for(CAUSE_COMPUTED), "it interrupts when it has computed");
    check_result(read32(FACTORIAL), 5040, "7! = 5040");
    write32(RAISE, MSI_CAUSE);
    check(wait_for(MSI_CAUSE) && handled == 2, "and when it is told to");
    check_result(seconds, 2, "both handlers are called");
}

/* Between the VM's memory and the device's; true when the device has interrupted. */
static bool copy(uint64_t from, uint64_t to, uint32_t command)
{
    causes = 0;
    *(volatile uint64_t *)(edu + DMA_FROM) = from;
    *(volatile uint64_t *)(edu + DMA_TO) = to;
    *(volatile uint64_t *)(edu + DMA_BYTES) = COPY;
    *(volatile uint64_t *)(edu + DMA_COMMAND) = DMA_START | DMA_INTERRUPTS | command;
    return wait_for(CAUSE_COPIED);
}

/* A driver asks for the address of the first page only, as NetBSD's does. */
static bool reaches_last(uint8_t *memory)
{
    uint64_t address = rumpcomp_pci_virt_to_mach(memory);
    uint8_t *last = memory + (NEIGHBOURS - 1) * COS_PAGE_SIZE;
    unsigned good = 0;

    for (unsigned i = 0; i < COPY; i++) {
        last[i] = (uint8_t)(i * 13);
        last[COPY + i] = 0;
    }
    if (!copy(address + (uint64_t)(last - memory), DMA_MEMORY, 0) ||
        !copy(DMA_MEMORY, address + (uint64_t)(last - memory) + COPY, DMA_FROM_EDU))
        return false;
    for (unsigned i = 0; i < COPY; i++)
        good += last[COPY + i] == (uint8_t)(i * 13);
    return good == COPY;
}

static void check_neighbours(void)
{
    static uint8_t variable[NEIGHBOURS * COS_PAGE_SIZE] __attribute__((aligned(4096)));
    uint8_t *taken = memory_get(sizeof(variable), COS_PAGE_SIZE);

    check(taken != NULL && reaches_last(taken),
          "memory behind a page that is the device's is the device's, too");
    check(reaches_last(variable), "and so are variables");
    memory_put(taken, sizeof(variable));
}

static void check_copies(void)
{
    unsigned long address, memory;
    uint32_t *words, good = 0;

    check_result(rumpcomp_pci_dmalloc(2 * COPY, COPY, &address, &memory), 0,
                 "memory for the device");
    words = (uint32_t *)memory;
    for (unsigned i = 0; i < COPY / 4; i++)
        words[i] = i * 0x9e3779b9;
    check(copy(address, DMA_MEMORY, 0), "the device reads the VM's memory");
    check(copy(DMA_MEMORY, address + COPY, DMA_FROM_EDU), "and writes it");
    for (unsigned i = 0; i < COPY / 4; i++)
        good += words[COPY / 4 + i] == i * 0x9e3779b9;
    check_result(good, COPY / 4, "as it was");
    check_neighbours();
    rumpcomp_pci_confwrite(0, 0, 0, COMMAND, 0);
    check(!(config(COMMAND) & COMMAND_MASTER), "a driver can stop it");
    rumpcomp_pci_confwrite(0, 0, 0, COMMAND, COMMAND_MASTER);
    check(config(COMMAND) & COMMAND_MASTER, "and let it go on");
}

int main(const struct cos_start *start)
{
    memory_start((void *)start->ram_start, start->ram_pages);
    pci_begin();
    threads_event = pci_event;
    threads_start();
    check_result(rumpuser_init(RUMPUSER_VERSION, &upcalls), 0, "begin");
    check_config();
    check_bar();
    check_map();
    check_memory();
    check_interrupts();
    check_copies();
    check(cpu_held, "the CPU is held at the end");
    check_result(wrong, 0, "each call came with the CPU as it is to be");
    return check_done();
}
