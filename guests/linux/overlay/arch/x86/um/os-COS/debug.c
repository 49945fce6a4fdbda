// SPDX-License-Identifier: GPL-2.0
/*
 * Debug registers, as tracers see them at u_debugreg of struct user: addresses (0 to 3), what was
 * hit (6), what is watched (7). They are real: the processor's while the process runs. A process
 * starts without any.
 */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <sysdep/ptrace.h>
#include "cos_um.h"

#define STATUS           6
#define STATUS_RESERVED  0xffff0ff0ul /* bits that read as 1 */
#define STATUS_STEP      (1ul << 14)
#define CONTROL_RESERVED 0xfc00ul  /* and above bit 31 */
#define FLAG_RESUME      0x10000ul /* in rflags: no breakpoint on the next instruction stops */

enum { KIND_EXECUTE, KIND_PORT = 2 };

static bool watched(unsigned long control, int n)
{
    return control >> 2 * n & 3;
}

static int kind_of(unsigned long control, int n)
{
    return control >> (16 + 4 * n) & 3;
}

/* In bytes. */
static unsigned long length_of(unsigned long control, int n)
{
    static const unsigned char bytes[] = {1, 2, 8, 4};

    return bytes[control >> (18 + 4 * n) & 3];
}

static bool valid(unsigned long control, int n, unsigned long address)
{
    unsigned long length = length_of(control, n);
    int kind = kind_of(control, n);

    return kind != KIND_PORT && !(kind == KIND_EXECUTE && length != 1) && !(address & (length - 1));
}

unsigned long cos_debug_get(struct task_struct *task, unsigned int n)
{
    const unsigned long *registers = task->thread.arch.debugregs;

    if (n == 4 || n == 5)
        return 0;
    return n == STATUS ? registers[n] ^ STATUS_RESERVED : registers[n];
}

static int set_address(unsigned long *registers, unsigned int n, unsigned long value)
{
    unsigned long control = registers[COS_DEBUG_CONTROL];

    if (value >= COS_USER_TOP || (watched(control, n) && !valid(control, n, value)))
        return -EINVAL;
    registers[n] = value;
    return 0;
}

static int set_control(unsigned long *registers, unsigned long value)
{
    for (int n = 0; n < COS_DEBUG_ADDRESSES; n++)
        if (watched(value, n) && !valid(value, n, registers[n]))
            return -EINVAL;
    registers[COS_DEBUG_CONTROL] = value;
    return 0;
}

int cos_debug_set(struct task_struct *task, unsigned int n, unsigned long value)
{
    unsigned long *registers = task->thread.arch.debugregs;

    if (n < COS_DEBUG_ADDRESSES)
        return set_address(registers, n, value);
    if (n == COS_DEBUG_CONTROL)
        return set_control(registers, value);
    if (n != STATUS)
        return -EIO;
    registers[STATUS] = value ^ STATUS_RESERVED;
    return 0;
}

/* For the entries that come. */
void cos_debug_load(struct task_struct *task)
{
    const unsigned long *registers = task->thread.arch.debugregs;

    if (likely(!(registers[COS_DEBUG_CONTROL] | evm_vcpu.debug_control)))
        return;
    memcpy(evm_vcpu.debug, registers, sizeof evm_vcpu.debug);
    evm_vcpu.debug_control = (u32)registers[COS_DEBUG_CONTROL] & ~CONTROL_RESERVED;
}

void cos_debug_clear(struct task_struct *task)
{
    memset(task->thread.arch.debugregs, 0, sizeof task->thread.arch.debugregs);
}

/* The running process was stopped by its debug registers, by single step, or by neither (INT1). */
int cos_debug_trap(struct uml_pt_regs *regs, unsigned long status)
{
    unsigned long *registers = current->thread.arch.debugregs;
    unsigned long control = registers[COS_DEBUG_CONTROL];
    bool hit = false;

    registers[STATUS] = status;
    for (int n = 0; n < COS_DEBUG_ADDRESSES; n++) {
        if (!(status >> n & 1))
            continue;
        hit = true;
        if (kind_of(control, n) == KIND_EXECUTE)
            UPT_EFLAGS(regs) |= FLAG_RESUME;
    }
    return status & STATUS_STEP ? TRAP_TRACE : hit ? TRAP_HWBKPT : TRAP_BRKPT;
}
