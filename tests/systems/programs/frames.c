/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signal frames as Linux for x86-64 makes them: what a handler starts with, what the frame holds
 * and announces, what comes back from one that a program has changed, and that a broken one ends
 * the program by SIGSEGV. On Linux on the processor itself this program passes, too.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"

#define MAGIC1       0x46505853
#define MAGIC2       0x46505845
#define FRAME_BYTES  51 /* in the auxiliary vector: AT_MINSIGSTKSZ */
#define MXCSR_START  0x1f80
#define FLAG_TF      0x100
#define FLAG_DF      0x400
#define FLAG_AC      0x40000
#define FLAGS_SYSTEM 0x1b7200 /* IF, IOPL, NT, VM, VIF, VIP: not a program's */
#define HOLD         SIGUSR1

struct announced { /* in bytes 464 to 511 of the extended state */
    uint32_t magic1, extended_bytes;
    uint64_t components;
    uint32_t bytes;
};

static volatile int seen;
static volatile uint64_t flags_seen;
static void (*volatile change)(ucontext_t *);
static bool has_avx;
static unsigned long real_frame_bytes;

static uint8_t *state_of(ucontext_t *context)
{
    return (uint8_t *)context->uc_mcontext.fpregs;
}

static struct announced *announced(ucontext_t *context)
{
    return (struct announced *)(state_of(context) + 464);
}

static uint64_t flags(void)
{
    uint64_t value;

    __asm__ volatile("pushf; pop %0" : "=r"(value));
    return value;
}

static volatile uint32_t mxcsr_seen;
static volatile uint16_t control_seen;
static volatile uint64_t vector_seen[4];

__attribute__((noinline)) static void look(void)
{
    uint32_t mxcsr;
    uint16_t control;
    uint64_t vector[4] = {0};

    __asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
    if (has_avx)
        __asm__ volatile("vmovdqu %%ymm5, %0" : "=m"(vector));
    else
        __asm__ volatile("movdqu %%xmm5, %0" : "=m"(vector));
    mxcsr_seen = mxcsr;
    control_seen = control;
    memcpy((void *)vector_seen, vector, sizeof vector);
}

static void handler(int signal, siginfo_t *info, void *context)
{
    ucontext_t *frame = context;

    look();
    flags_seen = flags();
    __asm__ volatile("pushf; andq $~0x40500, (%%rsp); popf" : : : "memory", "cc");
    seen += signal == HOLD && info->si_signo == signal;
    real_frame_bytes = (uintptr_t)state_of(frame) +
                       (has_avx ? announced(frame)->extended_bytes : 512) -
                       (uintptr_t)__builtin_frame_address(0);
    if (change)
        change(frame);
}

static void catch (int signal, void (*with)(int, siginfo_t *, void *), int flags)
{
    sigaction(signal, &(struct sigaction){.sa_sigaction = with, .sa_flags = SA_SIGINFO | flags},
              NULL);
}

/*
 * Sends the process HOLD by a system call, with known values in ymm5 (the last four of `before`);
 * those after it are in `after`. `set`: flags; result: those after it, 0 if the red zone was lost.
 */
static uint64_t hold(const uint64_t *before, uint64_t *after, uint64_t set)
{
    uint64_t result;
    uint64_t number = (uint64_t)getpid(), area[4] = {before[5], before[6], before[7], before[8]},
             out[4] = {0};

    if (has_avx)
        __asm__ volatile("vmovdqu %0, %%ymm5" : : "m"(area) : "xmm5");
    else
        __asm__ volatile("movdqu %0, %%xmm5" : : "m"(area) : "xmm5");
    __asm__ volatile(
        "sub $256, %%rsp; movq $0x1234, 128(%%rsp); push %[set]; popf; mov $62, %%eax; syscall\n"
        "pushf; pop %[result]; pushf; andq $~0x44500, (%%rsp); popf\n"
        "cmpq $0x1234, 128(%%rsp); je 1f; movq $0, %[result]; 1: add $256, %%rsp"
        : [result] "=&b"(result), "+D"(number)
        : [set] "r"(set | 2), "S"((uint64_t)HOLD)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
    if (has_avx)
        __asm__ volatile("vmovdqu %%ymm5, %0" : "=m"(out));
    else
        __asm__ volatile("movdqu %%xmm5, %0" : "=m"(out));
    memcpy(after + 5, out, sizeof out);
    return result;
}

static const uint64_t values[9] = {
    1, 2, 3, 4, 5, 0x1111222233334444, 0x5555666677778888, 0x9999aaaabbbbcccc, 0xddddeeeeffff0000};
static uint64_t after[9];

static uint64_t send(void (*how)(ucontext_t *), uint64_t set)
{
    uint64_t result;

    change = how;
    result = hold(values, after, set);
    change = NULL;
    return result;
}

/* ---- What a handler starts with ---- */

static void check_start(void)
{
    const uint32_t odd = 0x5f80;
    const uint16_t single = 0x7f;
    uint64_t back;
    uint32_t mxcsr;
    uint16_t control;

    __asm__ volatile("ldmxcsr %0; fldcw %1" : : "m"(odd), "m"(single));
    back = send(NULL, FLAG_DF | FLAG_AC);
    __asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
    check(seen == 1 && !(flags_seen & (FLAG_DF | FLAG_TF)),
          "a handler starts with the direction flag clear");
    check(flags_seen & FLAG_AC, "and the alignment flag as it was");
    check(mxcsr_seen == MXCSR_START && control_seen == 0x37f, "and initial control words");
    check(!vector_seen[0] && !vector_seen[1] && !vector_seen[2] && !vector_seen[3],
          "and no vectors of the program's");
    check((back & (FLAG_DF | FLAG_AC)) == (FLAG_DF | FLAG_AC), "the program has its flags again");
    check(mxcsr == odd && control == single &&
              memcmp(after + 5, values + 5, has_avx ? 32 : 16) == 0,
          "and its control words and vectors");
    __asm__ volatile("fninit; ldmxcsr %0" : : "m"(*(const uint32_t[]){MXCSR_START}));
}

/* ---- What the frame holds ---- */

static ucontext_t copy;
static struct announced told;
static uint32_t magic2;
static uintptr_t state_at;
static uint64_t header[2];

static void keep(ucontext_t *context)
{
    copy = *context;
    told = *announced(context);
    state_at = (uintptr_t)state_of(context);
    if (told.magic1 == MAGIC1) {
        memcpy(&magic2, state_of(context) + told.extended_bytes - 4, 4);
        memcpy(header, state_of(context) + 512, sizeof header);
    }
}

static void check_contents(void)
{
    const uint16_t *selectors = (const uint16_t *)&copy.uc_mcontext.gregs[REG_CSGSFS];
    unsigned long announced_bytes = getauxval(FRAME_BYTES);
    uint32_t eax, ebx, ecx, edx;

    send(keep, 0);
    check(state_at % 64 == 0, "the extended state is aligned");
    check(selectors[0] == 0x33 && !selectors[1] && !selectors[2] && selectors[3] == 0x2b,
          "selectors are Linux's");
    check(announced_bytes >= real_frame_bytes && announced_bytes < real_frame_bytes + 1024,
          "the auxiliary vector tells how large a frame may be");
    __cpuid(1, eax, ebx, ecx, edx);
    if (!(ecx & bit_OSXSAVE)) {
        check(copy.uc_flags == 6, "without XSAVE nothing is announced");
        return;
    }
    __cpuid_count(0xd, 0, eax, ebx, ecx, edx);
    check(copy.uc_flags == 7, "flags announce the extended state and ss");
    check(told.magic1 == MAGIC1 && magic2 == MAGIC2 && told.extended_bytes == told.bytes + 4,
          "magic words enclose it");
    check(told.bytes == ebx && (told.components & 3) == 3 &&
              !(told.components >> 2 & 1) == !has_avx,
          "size and components are the processor's");
    check((header[0] & 3) == 3 && header[1] == 0, "its header is XSAVE's");
}

/* ---- What comes back ---- */

static void set_flags(ucontext_t *context)
{
    context->uc_mcontext.gregs[REG_EFL] |= FLAGS_SYSTEM | 0x801;
    context->uc_mcontext.gregs[REG_EFL] &= ~0x200;
}

static void set_vectors(ucontext_t *context)
{
    memset(state_of(context) + 160 + 16 * 5, 0x5a, 16);
    if (has_avx)
        memset(state_of(context) + 576 + 16 * 5, 0xa5, 16);
}

static void no_state(ucontext_t *context)
{
    context->uc_mcontext.fpregs = NULL;
}

static void no_magic(ucontext_t *context)
{
    announced(context)->magic1 = 0;
}

static void no_magic2(ucontext_t *context)
{
    memset(state_of(context) + announced(context)->bytes, 0, 4);
}

static void fewer_components(ucontext_t *context)
{
    announced(context)->components = 3;
}

static void set_stack(ucontext_t *context)
{
    static char other[16384];

    context->uc_stack = (stack_t){.ss_sp = other, .ss_size = sizeof other};
}

static void check_return(void)
{
    uint64_t set;
    stack_t stack;

    set = send(set_flags, 0);
    check((set & 0x801) == 0x801 && !(set & FLAGS_SYSTEM & ~0x200) && set & 0x200,
          "a frame sets a program's flags only");
    send(set_vectors, 0);
    check(after[5] == 0x5a5a5a5a5a5a5a5a && (!has_avx || after[8] == 0xa5a5a5a5a5a5a5a5),
          "vectors come from it");
    send(no_state, 0);
    check(!after[5] && !after[6] && !after[7] && !after[8],
          "without a state it is the initial one");
    send(set_stack, 0);
    sigaltstack(NULL, &stack);
    check(stack.ss_size == 16384, "the alternate stack comes from it");
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    if (!has_avx)
        return;
    send(no_magic, 0);
    check(after[5] == values[5] && after[6] == values[6] && !after[7] && !after[8],
          "without magic only its first part counts");
    send(no_magic2, 0);
    check(after[5] == values[5] && !after[7] && !after[8], "without the second one, too");
    send(fewer_components, 0);
    check(after[5] == values[5] && !after[7] && !after[8],
          "components that it does not name are initial");
}

/* ---- Frames that cannot be ---- */

static void misaligned(ucontext_t *context)
{
    static uint8_t state[8192] __attribute__((aligned(64)));

    memcpy(state + 16, state_of(context), told.extended_bytes ? told.extended_bytes : 512);
    context->uc_mcontext.fpregs = (void *)(state + 16 + (told.extended_bytes ? 0 : 8));
}

static void state_nowhere(ucontext_t *context)
{
    context->uc_mcontext.fpregs = (void *)64;
}

static void state_of_kernel(ucontext_t *context)
{
    context->uc_mcontext.fpregs = (void *)0xffffffff80000000;
}

static void reserved_mxcsr(ucontext_t *context)
{
    memset(state_of(context) + 24, 0xff, 4);
}

static void reserved_component(ucontext_t *context)
{
    state_of(context)[512 + 7] |= 0x40;
}

static void reserved_header(ucontext_t *context)
{
    state_of(context)[512 + 16] = 1;
}

static void kernel_cs(ucontext_t *context)
{
    greg_t *selectors = &context->uc_mcontext.gregs[REG_CSGSFS];

    *selectors = (*selectors & ~0xffffll) | 0x10;
}

static void kernel_ss(ucontext_t *context)
{
    greg_t *selectors = &context->uc_mcontext.gregs[REG_CSGSFS];

    *selectors = (*selectors & ~(0xffffll << 48)) | 0x10ll << 48;
}

static void ip_wild(ucontext_t *context)
{
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)0x8000000000000000;
}

static void ip_of_kernel(ucontext_t *context)
{
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)0xffffffff80000000;
}

static void ip_at_the_top(ucontext_t *context)
{
    context->uc_mcontext.gregs[REG_RIP] = 0x7ffffffff000;
}

static void no_frame(ucontext_t *context)
{
    (void)context;
    __asm__ volatile("mov $15, %%eax; mov $0x1000, %%rsp; syscall; ud2" : : : "rax", "memory");
}

static void no_stack(ucontext_t *context)
{
    (void)context;
    __asm__ volatile("mov $8, %%rsp; push %%rax" : : : "memory");
}

static const struct {
    const char *what;
    void (*how)(ucontext_t *);
    bool xsave;
} broken[] = {
    {"a misaligned state", misaligned, false},
    {"a state nowhere", state_nowhere, false},
    {"a state of the kernel's", state_of_kernel, false},
    {"reserved bits of MXCSR", reserved_mxcsr, false},
    {"a component that is none", reserved_component, true},
    {"a reserved word of the header", reserved_header, true},
    {"the kernel's code segment", kernel_cs, false},
    {"the kernel's data segment", kernel_ss, false},
    {"an address that cannot be", ip_wild, false},
    {"an address of the kernel's", ip_of_kernel, false},
    {"the first address behind a program's", ip_at_the_top, false},
    {"a frame nowhere", no_frame, false},
    {"no stack at all", no_stack, false},
};

static void check_broken(void)
{
    char line[96];

    for (unsigned i = 0; i < sizeof broken / sizeof *broken; i++) {
        int status = 0;
        pid_t child;

        if (broken[i].xsave && !told.bytes)
            continue;
        child = fork();
        if (child == 0) {
            send(broken[i].how, 0);
            _exit(0);
        }
        waitpid(child, &status, 0);
        snprintf(line, sizeof line, "%s: the program ends by SIGSEGV", broken[i].what);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
            printf("%s: status %x\n", broken[i].what, status);
        check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, line);
    }
}

/* ---- Stacks ---- */

static void again(ucontext_t *context)
{
    (void)context;
    raise(HOLD);
}

static void check_stacks(void)
{
    char *stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    unsigned touched = 0;
    int status = 0;
    pid_t child;

    catch (HOLD, handler, SA_ONSTACK | SA_NODEFER);
    sigaltstack(&(stack_t){.ss_sp = stack + 32768, .ss_size = getauxval(FRAME_BYTES) + 1024}, NULL);
    send(keep, 0);
    check(state_at - (uintptr_t)stack - 32768 < 32768, "a stack of the size told takes a frame");
    child = fork();
    if (child == 0) {
        send(again, 0);
        _exit(0);
    }
    waitpid(child, &status, 0);
    for (unsigned i = 0; i < 32768 - 8192; i++)
        touched += stack[i] != 0;
    check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV && !touched,
          "one that takes no more is SIGSEGV");
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
}

/* An endless stack ends where its limit is, and its handler has another one. */
static volatile uintptr_t deepest, overflow_at;

static void overflow_handler(int signal, siginfo_t *info, void *context)
{
    (void)context;
    overflow_at = (uintptr_t)info->si_addr;
    _exit(signal == SIGSEGV && info->si_code == SEGV_MAPERR && deepest - overflow_at < 65536 ? 42
                                                                                             : 43);
}

__attribute__((noinline)) static int descend(volatile char *last)
{
    volatile char frame[2048];

    frame[0] = *last;
    deepest = (uintptr_t)frame;
    return overflow_at ? 0 : descend(frame) + frame[0];
}

static void check_overflow(void)
{
    static char stack[65536];
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
        catch (SIGSEGV, overflow_handler, SA_ONSTACK);
        _exit(descend("") & 1);
    }
    waitpid(child, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 42,
          "a stack's overflow is SIGSEGV where nothing is mapped");
}

int main(void)
{
    __builtin_cpu_init();
    has_avx = __builtin_cpu_supports("avx");
    catch (HOLD, handler, 0);
    check_start();
    check_contents();
    check_return();
    check_broken();
    check_stacks();
    check_overflow();
    return check_done("frames");
}
