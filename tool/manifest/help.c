/* SPDX-License-Identifier: BSD-2-Clause */
#include "help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/roff.h"
#include "base/shown.h"
#include "base/words.h"
#include "key_table.h"

#define SHARED UINT32_MAX /* more than one guest has the key */

/* The tables of docs/manifest.md, in its order. Tables of VMs have the keys for these guests. */
static const struct section {
    const char *heading, *column, *noun; /* column: the first one; noun: owner of the keys */
    const struct table *table;
    unsigned guests;
} sections[] = {
    {"The system", "key", "the system", &system_table, 0},
    {"The board's watchdog", "key of `watchdog`", "'watchdog' of the system", &board_table, 0},
    {"Crash records", "key of `crashes`", "'crashes' of the system", &crashes_table, 0},
    {"Every VM", "key", "a VM", &vm_table, SHARED},
    {"Every VM", "key of `cpu`", "'cpu' of a VM", &cpu_table, 0},
    {"Starting again", "key of `restart`", "'restart'", &restart_table, 0},
    {"Order of starts", "key of `ready`", "'ready'", &ready_table, 0},
    {"Linux VMs", "key", "a Linux VM", &vm_table, LINUX},
    {"NetBSD VMs", "key", "a NetBSD VM", &vm_table, NETBSD},
    {"NetBSD VMs", "key of a disk in the image", "a disk that the image carries", &carried_table,
     0},
    {"Networks", "key of a switch", "a switch", &switch_table, 0},
    {"Networks", "key of `cpu` of a switch", "'cpu' of a switch", &switch_cpu_table, 0},
    {"Networks", "key of a port", "a VM's port of a switch", &port_table, 0},
    {"Disks", "key of a disk", "a disk", &disk_table, 0},
    {"Disks", "key of `cpu` of a disk", "'cpu' of a disk", &disk_cpu_table, 0},
    {"Disks", "key of a used disk", "a disk that a VM uses", &use_table, 0},
    {"Native VMs", "key", "a native VM", &vm_table, NATIVE},
    {"Native VMs", "key of `uses`", "'uses' of a native VM", &uses_table, 0},
};

static bool belongs(const struct section *section, const struct key *key)
{
    bool one = key->guests && !(key->guests & (key->guests - 1));

    return key->shape != SHAPE_UNSUPPORTED &&
           (!section->guests || section->guests == (one ? key->guests : SHARED));
}

/* Returns the kind of a value and its range as text. */
static char *value_text(const struct key *key)
{
    if (!key->most)
        return text("%s", key->value);
    if (key->shape == SHAPE_COUNT)
        return text("%s, %llu to %llu", key->value, (unsigned long long)key->least,
                    (unsigned long long)key->most);
    char *least = size_text(key->least), *most = size_text(key->most);
    char *range = key->least > 1 ? text("%s, %s to %s", key->value, least, most)
                                 : text("%s, at most %s", key->value, most);

    free(least);
    free(most);
    return range;
}

static char *help_text(const struct key *key)
{
    return key->otherwise ? text("%s. Default: %s", key->help, key->otherwise)
                          : text("%s", key->help);
}

/* ---- One key --------------------------------------------------------------------------------- */

/* Replaces "[Memory](#memory)" by "Memory", for output without links. */
static void drop_links(char *markdown)
{
    char *to = markdown;

    for (const char *at = markdown; *at; at++)
        if (!strncmp(at, "](", 2) && strchr(at, ')'))
            at = strchr(at, ')');
        else if (*at != '[' || !strstr(at, "]("))
            *to++ = *at;
    *to = 0;
}

/* Adds "priority, budget" for all keys of the table that belong to the section; NULL: to any. */
static void add_names(struct buffer *names, const struct table *table,
                      const struct section *section)
{
    const char *comma = "";

    for (unsigned i = 0; i < table->count; i++) {
        const struct key *key = &table->keys[i];

        if (section ? !belongs(section, key) : key->shape == SHAPE_UNSUPPORTED)
            continue;
        buffer_format(names, "%s%s", comma, key->name);
        comma = ", ";
    }
}

/* Returns the table of the keys that the value has, or that each thing in it has; NULL: none. */
static const struct table *inner_table(const struct table *owner, const struct key *key)
{
    static const struct {
        const struct table *owner;
        const char *key;
        const struct table *inner;
    } things[] = {
        {&system_table, "vms", &vm_table},     {&system_table, "switches", &switch_table},
        {&system_table, "disks", &disk_table}, {&vm_table, "net", &port_table},
        {&vm_table, "disks", &use_table},
    };

    for (unsigned i = 0; i < COUNT(things); i++)
        if (things[i].owner == owner && !strcmp(things[i].key, key->name))
            return things[i].inner;
    return key->inner;
}

static void show_inner(const struct table *inner)
{
    struct buffer names = {0};

    buffer_format(&names, "Its keys, which 'evm help KEY' explains: ");
    add_names(&names, inner, NULL);
    buffer_extend(&names, 1);
    fold(stdout, names.data, 0, 2);
    buffer_free(&names);
}

static void show_key(const struct section *section, const struct key *key)
{
    const struct table *inner = inner_table(section->table, key);
    char *value = value_text(key), *help = help_text(key);

    printf("%s, a key of %s: %s\n", key->name, section->noun, value);
    drop_links(help);
    fold(stdout, help, 0, 2);
    if (inner)
        show_inner(inner);
    printf("  More: docs/manifest.md, \"%s\"\n", section->heading);
    free(value);
    free(help);
}

enum outcome help_unknown(const char *name)
{
    const char **names = NULL;
    unsigned count = 0;
    char *harmless = shown(name, false);

    for (unsigned i = 0; i < COUNT(sections); i++)
        for (unsigned j = 0; j < sections[i].table->count; j++)
            if (belongs(&sections[i], &sections[i].table->keys[j])) {
                names = need_room(names, count, sizeof(*names));
                names[count++] = sections[i].table->keys[j].name;
            }
    const char *near = nearest(name, names, count);

    fprintf(stderr,
            near ? "evm: key '%s' is unknown; did you mean '%s'?\n"
                 : "evm: key '%s' is unknown; expected one of those that 'evm help' lists\n",
            harmless, near);
    free(names);
    free(harmless);
    return OUTCOME_USAGE;
}

bool help_key(const char *name)
{
    bool found = false;

    for (unsigned i = 0; i < COUNT(sections); i++)
        for (unsigned j = 0; j < sections[i].table->count; j++) {
            const struct key *key = &sections[i].table->keys[j];

            if (strcmp(key->name, name) || !belongs(&sections[i], key))
                continue;
            if (found)
                putchar('\n');
            show_key(&sections[i], key);
            found = true;
        }
    return found;
}

/* ---- All ------------------------------------------------------------------------------------- */

void help_names(void)
{
    puts("\nKeys of a manifest, which 'evm help KEY' explains:");
    for (unsigned i = 0; i < COUNT(sections); i++) {
        struct buffer names = {0};

        printf("  %s:\n", sections[i].noun);
        add_names(&names, sections[i].table, &sections[i]);
        buffer_extend(&names, 1);
        fold(stdout, names.data, 0, 4);
        buffer_free(&names);
    }
}

void help_tables(void)
{
    for (unsigned i = 0; i < COUNT(sections); i++) {
        const struct section *section = &sections[i];

        printf("%s%s\n\n| %s | value | |\n|---|---|---|\n", i ? "\n# " : "# ", section->heading,
               section->column);
        for (unsigned j = 0; j < section->table->count; j++) {
            const struct key *key = &section->table->keys[j];
            char *value = value_text(key), *help = help_text(key);

            if (belongs(section, key))
                printf("| `%s` | %s | %s |\n", key->name, value, help);
            free(value);
            free(help);
        }
    }
}

static bool is_first(const struct section *section, const struct key *key)
{
    for (const struct section *other = sections; other <= section; other++)
        for (unsigned i = 0; i < other->table->count; i++) {
            const struct key *same = &other->table->keys[i];

            if (same == key && other == section)
                return true;
            if (belongs(other, same) && !strcmp(same->name, key->name))
                return false;
        }
    return true;
}

char *help_words(void)
{
    struct buffer words = {0};

    for (unsigned i = 0; i < COUNT(sections); i++)
        for (unsigned j = 0; j < sections[i].table->count; j++) {
            const struct key *key = &sections[i].table->keys[j];

            if (belongs(&sections[i], key) && is_first(&sections[i], key))
                buffer_format(&words, "%s%s", words.size ? " " : "", key->name);
        }
    buffer_extend(&words, 1);
    return words.data;
}

/* ---- As a manual page ------------------------------------------------------------------------ */

static void show_man_key(const struct key *key)
{
    char *value = value_text(key), *help = help_text(key);
    char *whole = text("Value: %s. Meaning: %s.", value, help);

    drop_links(whole);
    roff_item(stdout, key->name, whole);
    free(value);
    free(help);
    free(whole);
}

void help_man(void)
{
    puts(".\\\" Made by 'evm help --man evm-manifest.5'.\n"
         ".TH EVM\\-MANIFEST 5 \"\" \"evm " EVM_VERSION "\" \"eVM\"\n"
         ".SH NAME\nevm\\-manifest \\- the declaration of a system of VMs\n"
         ".SH DESCRIPTION");
    roff_text(stdout, "A manifest is a YAML file that declares a system: its VMs, the program of "
                      "each, and what each may use. evm(1) checks it and makes the system. "
                      "Relative paths start at the folder of the manifest. Sizes are bytes, or "
                      "have `K`, `M` or `G` behind them. docs/manifest.md of eVM says more.");
    roff_example(stdout, "system: hello\nvms:\n  hello:\n    guest: linux\n"
                         "    root: [/bin/busybox]\n"
                         "    run: [/bin/busybox, echo, \"Hello from a Linux VM\"]");
    for (unsigned i = 0; i < COUNT(sections); i++) {
        char *title = text("Keys of %s", sections[i].noun);

        roff_line(stdout, ".SH", title);
        for (unsigned j = 0; j < sections[i].table->count; j++)
            if (belongs(&sections[i], &sections[i].table->keys[j]))
                show_man_key(&sections[i].table->keys[j]);
        free(title);
    }
    puts(".SH \"SEE ALSO\"\n.BR evm (1)");
}
