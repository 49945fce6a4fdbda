/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>
#include <string.h>

#include "target.h"

#define CALL_WINDOW 64   /* bytes before a call that are searched for its argument */
#define MOVE_EDI    0xbf /* mov imm32, %edi: the first argument of a call */

const char *const target_compile_options[] = {"-fcf-protection=none", "-mno-red-zone", NULL};

const char *const target_native_options[] = {"-fcf-protection=none", "-mgeneral-regs-only",
                                             "-mno-red-zone", NULL};

const char *const target_library_folders[] = {"/lib/x86_64-linux-gnu",
                                              "/usr/lib/x86_64-linux-gnu",
                                              "/lib64",
                                              "/usr/lib64",
                                              "/lib",
                                              "/usr/lib",
                                              NULL};

enum target_relocation target_relocation(unsigned type)
{
    static const unsigned char types[] = {
        R_X86_64_NONE,    R_X86_64_64,      R_X86_64_32,     R_X86_64_32S,
        R_X86_64_16,      R_X86_64_8,       R_X86_64_PC64,   R_X86_64_PC32,
        R_X86_64_PC16,    R_X86_64_PC8,     R_X86_64_PLT32,  R_X86_64_GOTTPOFF,
        R_X86_64_TPOFF32, R_X86_64_TPOFF64, R_X86_64_SIZE32, R_X86_64_SIZE64,
    };

    if (type == R_X86_64_GOTPCREL || type == R_X86_64_GOTPCRELX || type == R_X86_64_REX_GOTPCRELX)
        return TARGET_POSITION_INDEPENDENT;
    return type <= UINT8_MAX && memchr(types, (int)type, sizeof(types)) ? TARGET_LINKABLE
                                                                        : TARGET_UNLINKABLE;
}

uint32_t target_first_argument(const unsigned char *code, size_t offset, uint32_t most)
{
    uint32_t value;

    if (offset < 1 + sizeof(value))
        return 0;
    const unsigned char *call = code + offset;
    const unsigned char *start = offset > CALL_WINDOW ? call - CALL_WINDOW : code;

    for (const unsigned char *at = call - 1 - sizeof(value); at >= start; at--) {
        memcpy(&value, at + 1, sizeof(value));
        if (*at == MOVE_EDI && value && value <= most)
            return value;
    }
    return 0;
}
