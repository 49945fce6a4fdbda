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

void regs_resume(struct regs *r, uint64_t ip, uint64_t sp, uint64_t flags)
{
    r->rip = ip;
    r->rsp = sp;
    r->rflags = flags;
    selectors(r);
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

void regs_load(struct regs *r, const struct cos_regs *in)
{
    r->rax = in->rax;
    r->rbx = in->rbx;
    r->rcx = in->rcx;
    r->args[2] = in->rdx;
    r->args[1] = in->rsi;
    r->args[0] = in->rdi;
    r->rbp = in->rbp;
    r->rsp = in->rsp;
    r->args[3] = in->r8;
    r->args[4] = in->r9;
    r->args[5] = in->r10;
    r->r11 = in->r11;
    r->r12 = in->r12;
    r->r13 = in->r13;
    r->r14 = in->r14;
    r->r15 = in->r15;
    r->rip = in->rip;
    r->rflags = (r->rflags & ~(uint64_t)USER_FLAGS_FREE) | (in->rflags & USER_FLAGS_FREE);
}

void regs_keep(const struct regs *r, struct vcpu_return *keep)
{
    *keep = (struct vcpu_return){r->rbx, r->rbp, r->r12, r->r13, r->r14, r->r15, r->rip, r->rsp, r->rflags};
}

void regs_leave_client(struct regs *r, const struct vcpu_return *kept)
{
    *r = (struct regs){.rbx = kept->rbx, .rbp = kept->rbp, .r12 = kept->r12, .r13 = kept->r13, .r14 = kept->r14,
                       .r15 = kept->r15, .rip = kept->rip, .rsp = kept->rsp, .rflags = kept->rflags};
    selectors(r);
}
