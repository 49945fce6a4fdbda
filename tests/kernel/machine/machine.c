/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

#include "cpu.h"
#include "ops.h"
#include "pagetable.h"

#define TLB_ENTRIES    64
#define KERNEL_ENTRIES 0x5a /* the kernel's half of a root, which must stay as it is */

struct host host;
static _Alignas(4096) uint8_t arena[HOST_RAM];
static struct translation {
    uint64_t address, entry;
} tlb[TLB_ENTRIES];

void host_reset(void)
{
    memset(arena, 0, sizeof arena);
    memset(tlb, 0, sizeof tlb);
    memset(&cpu, 0, sizeof cpu);
    host = (struct host){.now = 1000, .armed = COS_FOREVER, .masked = (1u << COS_IRQ_MSI) - 1};
}

/* ---- Registers ---- */

void regs_start(struct regs *r, uint64_t entry, uint64_t flags)
{
    *r = (struct regs){.ip = entry, .flags = flags};
}

void regs_call(struct regs *r, uint64_t entry, uint64_t flags, uint64_t token, uint64_t id)
{
    *r = (struct regs){.args = {r->args[0], r->args[1], r->args[2], r->args[3], token, id},
                       .ip = entry,
                       .flags = flags};
}

void regs_resume(struct regs *r, uint64_t ip, uint64_t sp, uint64_t flags)
{
    r->ip = ip;
    r->sp = sp;
    r->flags = flags;
}

uint64_t *regs_register(struct regs *r, unsigned number)
{
    uint64_t *const places[] = {
        &r->result,   &r->saved[0], &r->others[0], &r->args[2],  &r->args[1], &r->args[0],
        &r->saved[1], &r->sp,       &r->args[3],   &r->args[4],  &r->args[5], &r->others[1],
        &r->saved[2], &r->saved[3], &r->saved[4],  &r->saved[5], &r->ip,      &r->flags};
    return number < sizeof places / sizeof *places ? places[number] : NULL;
}

/* Stores all registers but the bases. */
void regs_store(const struct regs *r, struct cos_regs *out)
{
    struct regs copy = *r;
    for (unsigned i = 0; i < COS_REG_FSBASE; i++)
        ((uint64_t *)out)[i] = *regs_register(&copy, i);
}

static void set_flags(struct regs *r, uint64_t flags)
{
    r->flags = (r->flags & HOST_FLAGS_ON) | (flags & ~(uint64_t)HOST_FLAGS_ON);
}

bool regs_accept(uint64_t number, uint64_t value)
{
    return number < COS_REG_FSBASE && (number != COS_REG_RIP || value < COS_USER_TOP);
}

void regs_write(struct regs *r, unsigned number, uint64_t value)
{
    if (number == COS_REG_RFLAGS)
        set_flags(r, value);
    else
        *regs_register(r, number) = value;
}

void host_regs_load(struct regs *r, const struct cos_regs *in)
{
    for (unsigned i = 0; i < COS_REG_RFLAGS; i++)
        *regs_register(r, i) = ((const uint64_t *)in)[i];
    set_flags(r, in->rflags);
}

void regs_complete(struct regs *r)
{
    r->others[0] = r->ip;
    r->others[1] = r->flags;
    r->args[3] = r->args[4] = r->args[5] = 0;
}

void regs_keep(const struct regs *r, struct vcpu_return *keep)
{
    memcpy(keep->saved, r->saved, sizeof keep->saved);
    keep->ip = r->ip;
    keep->sp = r->sp;
    keep->flags = r->flags;
}

void regs_leave_client(struct regs *r, const struct vcpu_return *kept)
{
    *r = (struct regs){.ip = kept->ip, .sp = kept->sp, .flags = kept->flags};
    memcpy(r->saved, kept->saved, sizeof r->saved);
}

uint64_t machine_user_flags(uint32_t component_flags)
{
    return component_flags & COS_COMP_NOINTR ? 0 : HOST_FLAGS_ON;
}

/* ---- Memory ---- */

void *direct_map(uint64_t physical)
{
    return arena + physical;
}

uint64_t direct_map_address(const void *memory)
{
    return (uint64_t)((const uint8_t *)memory - arena);
}

uint64_t pte_page(uint64_t frame, uint64_t rights, bool device)
{
    return frame | PTE_PRESENT | rights << PTE_RIGHTS_SHIFT | (uint64_t)device << 47;
}

void machine_root_init(uint64_t *root)
{
    memset(root + 256, KERNEL_ENTRIES, 256 * sizeof *root);
}

void machine_root(uint64_t root)
{
    if (root != host.root)
        memset(tlb, 0, sizeof tlb);
    host.root = root;
}

void machine_forget(const struct frame *root, uint64_t address)
{
    for (unsigned i = 0; i < TLB_ENTRIES; i++)
        if (tlb[i].address == address && frame_number(root) << COS_PAGE_SHIFT == host.root)
            tlb[i].entry = 0;
}

void machine_write_back(const void *page)
{
    (void)page;
    host.written++;
}

void machine_forget_all(void)
{
    memset(tlb, 0, sizeof tlb);
}

static uint64_t walk(uint64_t address)
{
    const uint64_t *entry = pagetable_entry(frame_at(host.root >> COS_PAGE_SHIFT), address, 1);
    return entry && pte_present(*entry) ? *entry : 0;
}

uint64_t host_translate(uint64_t address)
{
    struct translation *t = &tlb[address / COS_PAGE_SIZE % TLB_ENTRIES];
    if (!t->entry || t->address != address)
        *t = (struct translation){address, walk(address)};
    return t->entry;
}

bool host_tlb_stale(void)
{
    for (unsigned i = 0; i < TLB_ENTRIES; i++)
        if (tlb[i].entry && tlb[i].entry != walk(tlb[i].address))
            return true;
    return false;
}

uint64_t host_rights(uint64_t entry)
{
    return entry >> PTE_RIGHTS_SHIFT & COS_RIGHT_ALL;
}

bool device_mappable(uint64_t frame)
{
    return frame != HOST_RAM / COS_PAGE_SIZE; /* stands for the interrupt controller */
}

/* ---- Running threads ---- */

void machine_thread(struct thread *t)
{
    (void)t;
}

void machine_interrupt_self(void)
{
    host.self = true;
}

void machine_open(void)
{
    unsigned line = host.pending_irq;
    if (line) {
        host.pending_irq = 0;
        irq_event(line - 1);
    }
}

void machine_idle(void)
{
    unsigned line = host.idle_irq;
    if (line) {
        host.idle_irq = 0;
        irq_event(line - 1);
        return;
    }
    if (host.armed == COS_FOREVER)
        machine_halt("idle for ever");
    host.now = host.armed > host.now ? host.armed : host.now;
    host.armed = COS_FOREVER;
    thread_timer();
}

_Noreturn void machine_halt(const char *why)
{
    host.why = why;
    longjmp(host.halted, 1);
}

/* This machine does not speculate. */
void machine_mitigate(uint32_t wanted, uint32_t *mitigations, uint32_t *exposures)
{
    (void)wanted;
    *mitigations = *exposures = 0;
}

uint64_t machine_now(void)
{
    return host.now;
}

void timer_arm(uint64_t deadline)
{
    if (deadline < host.armed)
        host.armed = deadline;
}

/* ---- Extended state: the bases, and one vector register with a value of its component ---- */

uint64_t host_vector(const struct thread *t)
{
    return t->extended && cpu.component->flags & COS_COMP_FPU ? t->fpu.value : 0;
}

uint64_t host_vector_of(const struct component *c)
{
    return c->frame->life << 32 | frame_number(c->frame);
}

void host_vector_use(struct thread *t)
{
    if (!t->extended)
        t->extended_top = t->top;
    t->extended = 1;
    t->fpu.value = host_vector_of(cpu.component);
}

static void forget(struct thread *t)
{
    t->extended = t->fpu.value = 0;
}

static void extended_state_set_bases(uint64_t fsbase, uint64_t gsbase)
{
    host.fsbase = fsbase;
    host.gsbase = gsbase;
}

void extended_state_set_fsbase(uint64_t fsbase)
{
    host.fsbase = fsbase;
}

void extended_state_leave(struct thread *t)
{
    t->bases.fsbase = host.fsbase;
    t->bases.gsbase = host.gsbase;
}

void extended_state_enter(struct thread *t)
{
    extended_state_set_bases(t->bases.fsbase, t->bases.gsbase);
}

void extended_state_cross(const struct component *to, struct thread *t)
{
    if (to != cpu.component && to->flags & COS_COMP_FPU)
        forget(t);
    extended_state_set_bases(0, 0);
}

void extended_state_client(struct thread *t, const struct frame *client, const struct cos_regs *r)
{
    (void)t, (void)client;
    if (cpu.component->flags & COS_COMP_FPU)
        extended_state_set_bases(r->fsbase, r->gsbase);
}

void extended_state_back(const struct call_frame *to, struct thread *t)
{
    if (t->extended && t->extended_top > t->top)
        forget(t);
    extended_state_set_bases(to->bases.fsbase, to->bases.gsbase);
}

void extended_state_save_bases(const struct component *c, struct call_frame *f)
{
    (void)c;
    f->bases.fsbase = host.fsbase;
    f->bases.gsbase = host.gsbase;
}

void extended_state_bases(struct thread *t, struct cos_regs *out)
{
    if (t == cpu.thread)
        extended_state_leave(t);
    out->fsbase = t->bases.fsbase;
    out->gsbase = t->bases.gsbase;
}

/* ---- Devices ---- */

void machine_irq_mask(unsigned line)
{
    host.masked |= 1u << line;
}

void machine_irq_unmask(unsigned line)
{
    host.masked &= ~(1u << line);
}

void machine_msi(unsigned line, uint64_t *address, uint64_t *data)
{
    *address = HOST_MSI;
    *data = line;
}

uint64_t machine_port_in(uint16_t port, unsigned width)
{
    (void)width;
    return port < HOST_PORTS ? host.ports[port] : 0;
}

void machine_port_out(uint16_t port, unsigned width, uint32_t value)
{
    (void)width;
    if (port < HOST_PORTS)
        host.ports[port] = value;
}
