/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "boot.h"
#include "evm/checksum.h"
#include "operations.h"

#define IMAGE_PAGES ((WORLD_IMAGE_END - WORLD_IMAGE_START) / COS_PAGE_SIZE)
#define PATTERN     0x5ec7e75ec7e70000 /* in registers that hold no argument */

uint64_t world_ram;

static void image_write(void)
{
    struct evm_image *head = direct_map(WORLD_IMAGE_START);
    struct evm_component *booter = (void *)(head + 1);
    struct evm_segment *segment = (void *)(booter + 1);
    *head = (struct evm_image){.magic = EVM_IMAGE_MAGIC,
                               .version = EVM_IMAGE_VERSION,
                               .pages = IMAGE_PAGES,
                               .component_count = 1,
                               .segment_count = 1,
                               .components = sizeof *head,
                               .segments = sizeof *head + sizeof *booter,
                               .header_pages = 1};
    *booter = (struct evm_component){.entry = WORLD_ENTRY, .segment_count = 1};
    *segment = (struct evm_segment){WORLD_ENTRY, 1, 1, 2, COS_RIGHT_READ | COS_RIGHT_EXEC, 0, 0};
    head->checksum = evm_header_sum(head);
}

static void start_on(const struct evm_pieces *ram)
{
    struct boot_memory m = {0};
    struct boot_places places = {WORLD_KERNEL_START, WORLD_IMAGE_START, WORLD_IMAGE_START,
                                 WORLD_IMAGE_END};
    for (uint32_t i = 0; i < ram->count; i++)
        boot_memory_add(&m, ram->piece[i].base, ram->piece[i].end - ram->piece[i].base);
    boot_memory_begin(&m, &places);
    boot(&m, &places, (uint64_t[]){1000000, 1, 0});
}

static void start(void)
{
    start_on(&(struct evm_pieces){1, {{WORLD_KERNEL_START, HOST_RAM}}});
    world_ram = world_cap(WORLD_RAM)->first;
}

void world_boot(void)
{
    host_reset();
    image_write();
    start();
}

bool world_boots_without(uint64_t bit)
{
    host_reset();
    image_write();
    ((uint8_t *)direct_map(WORLD_IMAGE_START))[bit / 8] ^= 1 << bit % 8;
    if (setjmp(host.halted))
        return false;
    start();
    return true;
}

bool world_boots_on(const struct evm_pieces *ram)
{
    host_reset();
    image_write();
    if (setjmp(host.halted))
        return false;
    start_on(ram);
    return true;
}

const char *world_halted(void)
{
    const char *why = host.why;
    host.why = NULL;
    return why;
}

/* Takes pending interrupts, if they are on, as the CPU does between two instructions of user
 * code. */
static void interrupts(void)
{
    while (cpu.thread->regs.flags & HOST_FLAGS_ON && (host.self || host.now >= host.armed)) {
        host.self = false;
        if (host.now >= host.armed)
            host.armed = COS_FOREVER;
        cpu.thread->full = RESUME_ALL;
        thread_timer();
    }
}

/* Loads the registers that user code finds, as the entry code does. */
static void resume(void)
{
    struct thread *t = cpu.thread;
    if (t->full == RESUME_CALL) {
        memset(&t->regs.args[3], 0, 3 * sizeof(uint64_t));
        t->regs.others[0] = t->regs.others[1] = 0;
    } else if (t->full == RESUME_CLIENT) {
        t->regs.flags = HOST_FLAGS_ON;
        host_regs_load(&t->regs, &t->vcpu->client);
    }
    t->full = RESUME_ALL;
    interrupts();
}

struct values world_values(void)
{
    const struct regs *r = &cpu.thread->regs;
    return (struct values){r->result, {r->args[0], r->args[1], r->args[2]}};
}

/* Runs kernel code; true if it came back. */
#define IN_KERNEL(code) (setjmp(host.halted) == 0 ? (code, resume(), true) : false)

/* Returns the thread that a system call is about to end while it is inside another component; NULL:
 * none. */
static struct frame *ended_abroad(uint64_t word, const uint64_t *args)
{
    const struct cap *region = world_cap(word >> 8);
    if ((word & 0xff) != COS_OP_RECLAIM || !region || region->type != COS_CAP_REGION ||
        region->device || args[0] >= region->pages)
        return NULL;
    struct frame *f = frame_at(region->first + args[0]);
    return f && f->type == COS_FRAME_THREAD && frame_memory(f) != cpu.thread &&
                   world_abroad(frame_memory(f))
               ? f
               : NULL;
}

unsigned world_parts;

/* Runs a system call that the kernel may do in parts. */
static void all_parts(struct regs *r, uint64_t word)
{
    world_parts = 0;
    do {
        world_parts++;
        r->again = false;
        syscall(cpu.thread, word);
        const char *bad = r->again ? world_inconsistent() : NULL;
        host.why = bad ? bad : host.why;
    } while (r->again);
}

struct values world_syscall(uint64_t word, const uint64_t args[6])
{
    struct regs *r = &cpu.thread->regs;
    const struct frame *kept = ended_abroad(word, args);
    const struct thread *caller = cpu.thread;
    const struct call_frame *top = cpu.thread->top;
    memcpy(r->args, args, sizeof r->args);
    r->result = word;
    r->ip = r->ip ? r->ip : 2; /* behind the instruction: never 0 */
    if (!r->saved[0])
        for (unsigned i = 0; i < HOST_SAVED; i++)
            r->saved[i] = PATTERN + i;
    if (!IN_KERNEL(all_parts(r, word)))
        return (struct values){INT64_MIN, {0}};
    if (host.debug && !cpu.client)
        host.why = "breakpoints of a client are on outside of it";
    if (host_tlb_stale())
        host.why = "a stale translation is left";
    if (cpu.thread == caller && caller->top == top && !cpu.client &&
        !operation_note(word & 0xff, (int64_t)r->result))
        host.why = "an operation returned an error that its table does not name";
    if (kept && kept->type != COS_FRAME_THREAD)
        host.why = "a thread has ended inside another component";
    return world_values();
}

void world_fault(uint64_t cause, uint64_t address, uint64_t code)
{
    (void)IN_KERNEL(fault(cpu.thread, cause, address, code));
}

/* Leaves a client, as the entry code does. */
static void leave_client(struct thread *t)
{
    regs_store(&t->regs, &t->vcpu->client);
    extended_state_bases(t, &t->vcpu->client);
    t->vcpu->cause = COS_EXIT_SYSCALL;
    t->client = NULL;
    cpu.client = NULL;
    debug_leave();
    machine_root(cpu.component->root);
    regs_leave_client(&t->regs, &t->vcpu_return);
    regs_set_result(&t->regs, COS_EXIT_SYSCALL);
    t->full = RESUME_CALL;
}

void world_client_syscall(void)
{
    (void)IN_KERNEL(leave_client(cpu.thread));
}

void world_time(uint64_t ticks)
{
    host.now += ticks;
    (void)IN_KERNEL((void)0);
}

void world_irq(unsigned line)
{
    if (line >= COS_IRQ_MSI || !(host.masked & 1u << line))
        (void)IN_KERNEL(irq_event(line));
}

const struct cap *world_cap(uint64_t slot)
{
    return cap_find(cpu.component, slot, COS_CAP_NONE, 0);
}
