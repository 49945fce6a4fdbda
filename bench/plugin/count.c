/* SPDX-License-Identifier: BSD-2-Clause */
/* A plugin of QEMU that counts executed instructions in a file that other processes map: `-plugin
 * libcount.so,counts=FILE`. Beside the sum it counts the executions of each translation block (a
 * run of instructions without a branch), so that two copies of the file show the code that ran
 * between them. An instruction that faults, and those of its block behind it, count as executed;
 * one that repeats itself (`rep`) counts each time. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The parts in use of QEMU's interface for plugins, version 1. */
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { ADD_U64 };

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
                                           void (*callback)(uint64_t id,
                                                            struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int operation, void *word,
                                              uint64_t value);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *instruction);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *instruction);

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = 1;

enum { BLOCKS = 1 << 20, CODE = 32 };

struct counts {
    uint64_t instructions, blocks;
    struct block {
        uint64_t executions, address;
        uint32_t instructions, bytes; /* bytes of its code that are here */
        uint8_t code[CODE];           /* identifies the program, as address spaces are many */
    } block[BLOCKS];
};

static struct counts *counts;

static uint32_t copy_code(struct block *block, const struct qemu_plugin_tb *tb, size_t count)
{
    uint32_t bytes = 0;

    for (size_t i = 0; i < count; i++) {
        const struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(tb, i);
        size_t size = qemu_plugin_insn_size(instruction);

        if (size > CODE - bytes)
            break;
        memcpy(block->code + bytes, qemu_plugin_insn_data(instruction), size);
        bytes += (uint32_t)size;
    }
    return bytes;
}

static void translated(uint64_t id, struct qemu_plugin_tb *tb)
{
    size_t count = qemu_plugin_tb_n_insns(tb);

    (void)id;
    qemu_plugin_register_vcpu_tb_exec_inline(tb, ADD_U64, &counts->instructions, count);
    if (counts->blocks < BLOCKS) {
        struct block *block = &counts->block[counts->blocks++];

        block->address = qemu_plugin_tb_vaddr(tb);
        block->instructions = (uint32_t)count;
        block->bytes = copy_code(block, tb, count);
        qemu_plugin_register_vcpu_tb_exec_inline(tb, ADD_U64, &block->executions, 1);
    }
}

EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
    int file;

    (void)info;
    if (argc != 1 || strncmp(argv[0], "counts=", 7) != 0) {
        fprintf(stderr, "count: expected counts=PATH\n");
        return 1;
    }
    file = open(argv[0] + 7, O_RDWR | O_CREAT | O_TRUNC, 0666);
    if (file < 0 || ftruncate(file, sizeof *counts) != 0) {
        perror(argv[0] + 7);
        return 1;
    }
    counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (counts == MAP_FAILED) {
        perror(argv[0] + 7);
        return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    return 0;
}
