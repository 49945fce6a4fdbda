/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/print.h>

#define WORDS 120 /* most characters of one description */

static const char *const register_names[COS_REGS] = {
    "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11",
    "r12", "r13", "r14", "r15", "rip", "rflags", "fsbase", "gsbase",
};

static void print_place(uint64_t id, uint64_t address, bool is_return)
{
    uint64_t offset;
    const char *name = symbol_at(id, is_return ? address - 1 : address, &offset);

    cos_print_raw("0x%016lx", address);
    if (name != NULL) {
        cos_print_raw(" %.80s+0x%lx", name, is_return ? offset + 1 : offset);
    }
}

static void print_registers(const struct crash *crash)
{
    for (unsigned i = 0; i < COS_REGS; i++) {
        cos_print_raw("%s%6s %016lx", i % 4 == 0 ? "[evm]  " : "", register_names[i], crash->regs[i]);
        cos_print_raw("%s", i % 4 == 3 ? "\n" : " ");
    }
}

static void print_trace(uint64_t id, const struct crash *crash)
{
    cos_print_raw("[evm]   called from, innermost first:\n");
    for (unsigned i = 0; i < crash->depth; i++) {
        cos_print_raw("[evm]     ");
        print_place(id, crash->trace[i], i > 0);
        cos_print_raw("\n");
    }
}

void report_crash(uint64_t id, const struct crash *crash)
{
    char words[WORDS];

    if (crash == NULL) {
        cos_print_raw("[evm] %s: crashed; no details, too many crashed at once\n", component(id)->name);
        return;
    }
    describe_cause(id, crash, words, sizeof words);
    cos_print_raw("[evm] %s: crashed: %s\n", component(id)->name, words);
    describe_remedy(id, crash, words, sizeof words);
    if (words[0] != 0) {
        cos_print_raw("[evm]   %s\n", words);
    }
    cos_print_raw("[evm]   at ");
    print_place(id, crash->regs[COS_REG_RIP], false);
    cos_print_raw(", address 0x%lx, code 0x%lx, thread of %s\n", crash->address, crash->code,
                  crash->thread < image()->component_count ? component(crash->thread)->name : "nobody");
    print_registers(crash);
    print_trace(id, crash);
}
