/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

static void selectors(struct regs *r)
{
    r->cs = SEL_USER_CODE;
    r->ss = SEL_USER_DATA;
}

void regs_start(struct regs *r, uint64_t entry, uint64_t flags)
{
    *r = (struct regs){.rip = entry, .rflags = flags};
    selectors(r);
}

/* cs and ss are set since the thread was made. */
void regs_call(struct regs *r, uint64_t entry, uint64_t flags, uint64_t token, uint64_t id)
{
    r->r15 = r->r14 = r->r13 = r->r12 = r->rbp = r->rbx = r->r11 = r->rcx = r->rax = 0;
    r->args[4] = token;
    r->args[5] = id;
    r->rip = entry;
    r->rflags = flags;
    r->rsp = 0;
}

void regs_resume(struct regs *r, uint64_t ip, uint64_t sp, uint64_t flags)
{
    r->rip = ip;
    r->rsp = sp;
    r->rflags = flags;
    selectors(r);
}

/* Defines the registers that a system call destroys, for a fault handler. */
void regs_complete(struct regs *r)
{
    r->rcx = r->rip;
    r->r11 = r->rflags;
    r->args[3] = r->args[4] = r->args[5] = 0; /* the entry code may have used them */
}

uint64_t *regs_register(struct regs *r, unsigned number)
{
#define AT(member) (offsetof(struct regs, member) / 8)
    static const uint8_t places[] = {
        AT(rax), AT(rbx), AT(rcx),     AT(args[2]), AT(args[1]), AT(args[0]),
        AT(rbp), AT(rsp), AT(args[3]), AT(args[4]), AT(args[5]), AT(r11),
        AT(r12), AT(r13), AT(r14),     AT(r15),     AT(rip),     AT(rflags),
    };
    return number < sizeof places ? (uint64_t *)r + places[number] : NULL;
}

void regs_write(struct regs *r, unsigned number, uint64_t value)
{
    if (number == COS_REG_RFLAGS)
        r->rflags = (r->rflags & ~(uint64_t)USER_FLAGS_FREE) | (value & USER_FLAGS_FREE);
    else
        *regs_register(r, number) = value;
}

void regs_store(const struct regs *r, struct cos_regs *out)
{
    out->rax = r->rax;
    out->rbx = r->rbx;
    out->rcx = r->rcx;
    out->rdx = r->args[2];
    out->rsi = r->args[1];
    out->rdi = r->args[0];
    out->rbp = r->rbp;
    out->rsp = r->rsp;
    out->r8 = r->args[3];
    out->r9 = r->args[4];
    out->r10 = r->args[5];
    out->r11 = r->r11;
    out->r12 = r->r12;
    out->r13 = r->r13;
    out->r14 = r->r14;
    out->r15 = r->r15;
    out->rip = r->rip;
    out->rflags = r->rflags;
}

void regs_keep(const struct regs *r, struct vcpu_return *keep)
{
    *keep = (struct vcpu_return){r->rbx, r->rbp, r->r12, r->r13,   r->r14,
                                 r->r15, r->rip, r->rsp, r->rflags};
}

void regs_leave_client(struct regs *r, const struct vcpu_return *kept)
{
    *r = (struct regs){.rbx = kept->rbx,
                       .rbp = kept->rbp,
                       .r12 = kept->r12,
                       .r13 = kept->r13,
                       .r14 = kept->r14,
                       .r15 = kept->r15,
                       .rip = kept->rip,
                       .rsp = kept->rsp,
                       .rflags = kept->rflags};
    selectors(r);
}
