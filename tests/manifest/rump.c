/* SPDX-License-Identifier: BSD-2-Clause */
#include "rump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/program.h"
#include "base/words.h"
#include "netbsd/set.h"

#define BASE                                                                                  \
    "int rumpuser_init(int, void *); void rumpuser_exit(int); char version[] = \"NetBSD 0.1 " \
    "(TEST)\";"                                                                               \
    "int rump_init(void) { return rumpuser_init(17, 0); } void rumpns_base(void) { "          \
    "rumpuser_exit(0); }"

static const struct {
    const char *archive, *source;
} archives[] = {
    {"librump.a", BASE},
    {"librumpvfs.a", "void rumpns_base(void); void rumpns_vfs(void) { rumpns_base(); }"},
    {"librumpdev.a", "char rumpns_dev[100];"},
    {"librumpdev_pci.a", "int rumpns_pci = 1;"},
    {"librumpnet.a", "int rumpns_net = 1;"},
    {"librumpkern_sysproxy.a", "int rumpns_sysproxy = 1;"},
    {"librumpdev_disk.a", "void rumpns_vfs(void); extern char rumpns_dev[];"
                          "void rumpns_disk(void) { rumpns_vfs(); rumpns_dev[0] = 1; }"},
    {"librumpfs_ffs.a", "void rumpns_vfs(void), rumpns_disk(void);"
                        "void rumpns_ffs(void) { rumpns_vfs(); rumpns_disk(); }"},
    {"librumpdev_null.a", "int rumpns_null = 1;"},
    {"librumpfs_null.a", "int rumpns_nullfs = 1;"},
    {"librumpnet_net.a", "int rumpns_ifunit = 1, rumpns_route = 1;"},
    {"librumpnet_sockin.a", "int rumpns_ifunit = 2;"},
    {"librumpnet_config.a",
     "extern int rumpns_ifunit; int rumpns_config(void) { return rumpns_ifunit; }"},
    {"librumpnet_virtif.a",
     "void rumpcomp_virt_create(void); void rumpns_virtif(void) { rumpcomp_virt_create(); }"},
};

static void show_line(const char *line, void *unused)
{
    (void)unused;
    fprintf(stderr, "%s\n", line);
}

static void run(struct strings *command)
{
    if (run_program(command->item, show_line, NULL)) {
        fprintf(stderr, "%s failed\n", command->item[0]);
        exit(1);
    }
    strings_free(command);
}

void rump_run(const char *line)
{
    struct strings command = {0};

    split_command(line, &command);
    run(&command);
}

void rump_archive(const char *path, const char *source, const char *flags)
{
    char *c = text("%s.c", path),
         *object = text("%.*srump.o", (int)(strrchr(path, '/') + 1 - path), path);
    struct strings compile = {0}, pack = {0};

    if (!file_make_folders(path) || !file_write(c, source, strlen(source), 0644)) {
        perror(path);
        exit(1);
    }
    split_command("cc -c -O1 -ffreestanding -fno-pic -fno-pie", &compile);
    split_command(flags, &compile);
    strings_add(&compile, "-o");
    strings_add(&compile, object);
    strings_add(&compile, c);
    run(&compile);
    split_command("ar rcs", &pack);
    unlink(path);
    strings_add(&pack, path);
    strings_add(&pack, object);
    run(&pack);
    unlink(c);
    unlink(object);
    free(c);
    free(object);
}

void rump_set(const char *folder)
{
    for (unsigned i = 0; i < COUNT(archives); i++) {
        char *path = text("%s/%s", folder, archives[i].archive);

        rump_archive(path, archives[i].source, "");
        free(path);
    }
}

void rump_libraries(const char *folder)
{
    for (unsigned i = 0; netbsd_libraries[i]; i++) {
        char *path = text("%s/%s", folder, netbsd_libraries[i]);
        char *source = text("void rumpuser_%s(void) {}", i ? i > 1 ? "other" : "init" : "exit");

        rump_archive(path, source, "");
        free(source);
        free(path);
    }
}

void rump_environment(const char *folder)
{
    rump_set("rump");
    rump_libraries("libraries");
    setenv("EVM_SOURCE", folder, 1);
    setenv("EVM_BUILD", "libraries", 1);
    setenv("EVM_CACHE", "cache", 1);
    setenv("EVM_RUMP_DIR", "rump", 1);
}
