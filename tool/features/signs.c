/* SPDX-License-Identifier: BSD-2-Clause */
#include "signs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "target.h"

#define PATH_SHOWN 60  /* most characters of a path that is kept */
#define PATHS_MOST 200 /* most paths of one file that are kept */
#define CALL_MOST  64  /* most characters of a call that means something */

/* ---- Calls ----------------------------------------------------------------------------------- */

/* A hostile file may name the same long text for each of its symbols. */
static void add_call(const char *name, void *signs)
{
    if (strnlen(name, CALL_MOST + 1) <= CALL_MOST)
        strings_add(&((struct signs *)signs)->calls, name);
}

static void add_import(const char *name, void *signs)
{
    ((struct signs *)signs)->imports = true;
    add_call(name, signs);
}

static void signs_of_calls(const struct elf *elf, struct signs *signs)
{
    elf_imports(elf, add_import, signs);
    if (!signs->imports)
        elf_names(elf, add_call, signs);
}

/* ---- Text ------------------------------------------------------------------------------------ */

static bool in_path(unsigned char byte)
{
    return isalnum(byte) || strchr("/._-%", byte);
}

/* Adds the path that begins there, unless something before makes it part of another one. most:
 * characters of it that are kept. */
static void add_path(const struct buffer *contents, size_t at, size_t most, struct signs *signs)
{
    size_t end = at;

    if (at && contents->data[at - 1] && in_path((unsigned char)contents->data[at - 1]))
        return;
    while (end < contents->size && end < at + most && contents->data[end] &&
           in_path((unsigned char)contents->data[end]))
        end++;
    char *path = text("%.*s", (int)(end - at), contents->data + at);

    if (signs->paths.count < PATHS_MOST && !strings_have(&signs->paths, path))
        strings_add(&signs->paths, path);
    free(path);
}

static void find_paths(const struct buffer *contents, const char *prefix, bool whole,
                       struct signs *signs)
{
    const char *at = contents->data, *end = contents->data + contents->size;

    while (at < end && (at = memmem(at, (size_t)(end - at), prefix, strlen(prefix)))) {
        add_path(contents, (size_t)(at - contents->data), whole ? PATH_SHOWN : strlen(prefix),
                 signs);
        at += strlen(prefix);
    }
}

/* Returns true if the file has that word between two bytes that are no letters. */
static bool has_word(const struct buffer *contents, const char *word)
{
    const char *at = contents->data, *end = contents->data + contents->size;
    size_t length = strlen(word);

    while (at < end && (at = memmem(at, (size_t)(end - at), word, length))) {
        bool begins = at == contents->data || !isalnum((unsigned char)at[-1]);

        at += length;
        if (begins && (at == end || !isalnum((unsigned char)*at)))
            return true;
    }
    return false;
}

static const char *const prefixes[] = {"/proc/", "/sys/", "/dev/"};

void signs_of_text(const struct buffer *contents, struct signs *signs)
{
    static const char *const types[] = {"ext4", "vfat", "tmpfs"};

    for (unsigned i = 0; i < COUNT(prefixes) && contents->size; i++)
        find_paths(contents, prefixes[i], true, signs);
    for (unsigned i = 0; i < COUNT(types) && contents->size; i++)
        if (has_word(contents, types[i]))
            strings_add(&signs->types, types[i]);
}

/* ---- Both ------------------------------------------------------------------------------------ */

/* Compilers write short texts into instructions. The bytes that follow are no part of the text. */
static void read_code(const struct buffer *code, struct signs *signs)
{
    if (!signs->imports)
        target_system_calls((const uint8_t *)code->data, code->size, add_call, signs);
    for (unsigned i = 0; i < COUNT(prefixes) && code->size; i++)
        find_paths(code, prefixes[i], false, signs);
}

void signs_of_elf(const struct elf *elf, struct signs *signs)
{
    GElf_Phdr segment;
    uint64_t left = FILE_MOST; /* of all segments: a hostile file has thousands of its whole */

    signs_of_calls(elf, signs);
    for (unsigned i = 0; elf_segment(elf, i, &segment); i++) {
        struct buffer contents = {0};

        if (segment.p_type == PT_LOAD && segment.p_filesz <= left &&
            elf_read(elf, segment.p_offset, segment.p_filesz, &contents)) {
            left -= segment.p_filesz;
            if (segment.p_flags & PF_X)
                read_code(&contents, signs);
            else
                signs_of_text(&contents, signs);
        }
        buffer_free(&contents);
    }
}
