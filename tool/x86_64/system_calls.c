/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "target.h"

#define NEAR 24 /* most bytes from the number's load to the system call */

static const struct {
    uint32_t number;
    const char *name; /* of the function of the C library */
} calls[] = {
    {41, "socket"},          {50, "listen"},         {53, "socketpair"},    {29, "shmget"},
    {64, "semget"},          {68, "msgget"},         {165, "mount"},        {206, "io_setup"},
    {209, "io_submit"},      {240, "mq_open"},       {253, "inotify_init"}, {272, "unshare"},
    {294, "inotify_init1"},  {300, "fanotify_init"}, {308, "setns"},        {317, "seccomp"},
    {425, "io_uring_setup"},
};

static const char *name_of(uint32_t number)
{
    for (unsigned i = 0; i < COUNT(calls); i++)
        if (calls[i].number == number)
            return calls[i].name;
    return NULL;
}

/* Returns true if `syscall` follows soon, before another number is loaded. */
static bool is_called(const uint8_t *code, size_t size)
{
    for (size_t i = 0; i + 1 < size && i < NEAR; i++) {
        if (code[i] == 0x0f && code[i + 1] == 0x05)
            return true;
        if (code[i] == 0xb8)
            return false;
    }
    return false;
}

/* Looks for mov $number, %eax, which all compilers and C libraries use. */
void target_system_calls(const uint8_t *code, size_t size,
                         void (*found)(const char *name, void *argument), void *argument)
{
    for (size_t i = 0; i + 5 < size; i++) {
        uint32_t number;

        if (code[i] != 0xb8)
            continue;
        memcpy(&number, code + i + 1, sizeof(number));
        const char *name = name_of(number);

        if (name && is_called(code + i + 5, size - i - 5))
            found(name, argument);
    }
}
