/* SPDX-License-Identifier: BSD-2-Clause */
/* The address space of a process: its size, where areas go, what can be read. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PAGE       4096ul
#define GIB        (1ul << 30)
#define TIB        (1ul << 40)
#define TOP        0x7ffffffff000ul /* no page is mapped there, as on other Linux */
#define SHADOW     0x7fff8000ul     /* what the address sanitizer reserves */
#define SHADOW_END 0x10007fff8000ul
#define RESERVED   (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)

static sigjmp_buf back;
static void *volatile fault_address;

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    fault_address = info->si_addr;
    siglongjmp(back, number);
}

/* Whether reading there is a fault. */
static bool faults(const volatile void *address)
{
    if (sigsetjmp(back, 1))
        return fault_address == address;
    (void)*(const volatile char *)address;
    return false;
}

static char *map(uintptr_t address, size_t bytes, int protection, int flags)
{
    char *result = mmap((void *)address, bytes, protection, flags, -1, 0);

    return result == MAP_FAILED ? NULL : result;
}

static void size(void)
{
    char *area = map(0, TIB, PROT_NONE, RESERVED),
         *go = map(0xc000000000, 1 << 26, PROT_READ | PROT_WRITE, RESERVED);
    int local;

    check(area && faults(area + TIB / 2), "1 TiB can be reserved, and not be touched");
    check(area && !mprotect(area + TIB / 2, PAGE, PROT_READ | PROT_WRITE) &&
              (area[TIB / 2] = 7) == 7,
          "and used in part");
    check(area && !munmap(area, TIB) && faults(area + TIB / 2), "and given back");
    area = map(0, 40 * TIB, PROT_NONE, RESERVED);
    check(area && !munmap(area, 40 * TIB), "40 TiB, too");
    check(!map(0, 128 * TIB, PROT_NONE, RESERVED) && errno == ENOMEM, "128 TiB are too much");
    check(go == (char *)0xc000000000, "a hint at 768 GiB, where Go begins, is followed");
    munmap(go, 1 << 26);
    check((uintptr_t)&local >> 40 == 0x7f &&
              (uintptr_t)map(0, PAGE, PROT_READ, RESERVED) >> 40 == 0x7f,
          "stack and areas lie below 128 TiB");
    area = map(SHADOW, SHADOW_END - SHADOW, PROT_READ | PROT_WRITE, RESERVED | MAP_FIXED_NOREPLACE);
    check(area && (area[15 * TIB] = 1) && area[14 * TIB] == 0,
          "the address sanitizer's shadow memory fits");
    munmap(area, SHADOW_END - SHADOW);
}

static void edges(void)
{
    char *low = map(0, PAGE, PROT_READ, RESERVED | MAP_32BIT), *high, *moved;

    check(!map(TOP, PAGE, PROT_READ, RESERVED | MAP_FIXED),
          "the last page below the middle cannot be mapped");
    check(!map(1ul << 47, PAGE, PROT_READ, RESERVED | MAP_FIXED), "nor what is above");
    check(low && (uintptr_t)low < 2 * GIB, "MAP_32BIT is below 2 GiB");
    high = map(TIB * 90, 16 * PAGE, PROT_READ | PROT_WRITE, RESERVED | MAP_FIXED_NOREPLACE);
    memset(high, 'h', 16 * PAGE);
    moved = mremap(high, 16 * PAGE, 32 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)(TIB * 3));
    check(moved == (char *)(TIB * 3) && moved[15 * PAGE] == 'h' && !moved[17 * PAGE] &&
              faults(high),
          "an area moves from 90 TiB to 3 TiB");
    check(!madvise(moved, 32 * PAGE, MADV_DONTNEED) && !moved[0],
          "and is empty when its contents are dropped");
}

/* Memory all over the address space is a child's, too, and its own. */
static void children(void)
{
    static const uintptr_t places[] = {TIB, 7 * TIB, 31 * TIB, 77 * TIB, 126 * TIB};
    bool good = true;
    int status = -1;

    for (unsigned i = 0; i < sizeof places / sizeof *places; i++)
        good &= map(places[i], PAGE, PROT_READ | PROT_WRITE, RESERVED | MAP_FIXED_NOREPLACE) &&
                (*(char *)places[i] = i + 1);
    if (good && !fork()) {
        for (unsigned i = 0; i < sizeof places / sizeof *places; i++)
            good &= *(char *)places[i] == (char)(i + 1) && (*(char *)places[i] = 99);
        _exit(!good);
    }
    check(good && wait(&status) > 0 && !status, "a child has memory at 1 and at 126 TiB");
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++)
        good &= *(char *)places[i] == (char)(i + 1) && !munmap((void *)places[i], PAGE);
    check(good, "what it writes there is its own");
}

/* The processor reads what can be written, whatever the area says. */
static void write_only(void)
{
    char *memory = map(0, 4 * PAGE, PROT_WRITE, RESERVED), *shared, word[4] = "";
    int file = memfd_create("space", 0), ends[2];

    check(!faults(memory) && !*memory, "a new write-only page reads as zero");
    memory[PAGE] = 'w';
    check(memory[PAGE] == 'w', "what was written can be read");
    check(!pipe(ends) && write(ends[1], memory + 2 * PAGE, 1) == 1,
          "the kernel reads a write-only page");
    check(write(ends[1], memory + PAGE, 1) == 1 && read(ends[0], word, 2) == 2 && word[1] == 'w',
          "and what was written");
    shared = ftruncate(file, PAGE) || pwrite(file, "text", 4, 0) != 4
                 ? MAP_FAILED
                 : mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, file, 0);
    check(shared != MAP_FAILED && !memcmp(shared, "text", 4),
          "a file mapped write-only can be read");
    check(!mprotect(memory, 4 * PAGE, PROT_NONE) && faults(memory + PAGE),
          "without any right nothing can be read");
    check(!mprotect(memory, 4 * PAGE, PROT_WRITE) && memory[PAGE] == 'w',
          "until the right comes back");
    check(!mprotect(memory, PAGE, PROT_EXEC) && !faults(memory),
          "what can be executed can be read");
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

    sigaction(SIGSEGV, &action, NULL);
    size();
    edges();
    children();
    write_only();
    return check_done("space");
}
