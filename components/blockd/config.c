/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <cos/string.h>
#include <text/text.h>

#define SECTORS_MOST (1ull << 54) /* of a disk: its bytes are a number of 64 bits */

struct reader {
    struct grants *grants;
    struct grant *grant; /* which the words are about; NULL: none yet */
    unsigned disks;
    bool has_disk, has_extent;
};

/* ---- Words ---- */

static bool read_disk(struct reader *reader, struct text value)
{
    uint64_t disk;

    if (!text_number(value, 10, BLOCKD_LINKS, &disk) || disk >= reader->disks)
        return false;
    reader->grant->disk = (uint32_t)disk;
    reader->has_disk = true;
    return true;
}

static bool read_part(struct reader *reader, struct text value)
{
    uint64_t part;

    if (!text_number(value, 10, PARTITION_MOST, &part) || part == 0)
        return false;
    reader->grant->part = (uint32_t)part;
    return true;
}

static bool read_first(struct reader *reader, struct text value)
{
    reader->has_extent = true;
    return text_number(value, 10, SECTORS_MOST, &reader->grant->extent.first);
}

static bool read_count(struct reader *reader, struct text value)
{
    uint64_t *count = &reader->grant->extent.count;

    reader->has_extent = true;
    return text_number(value, 10, SECTORS_MOST, count) && *count != 0;
}

static bool read_mode(struct reader *reader, struct text value)
{
    reader->grant->writable = text_is(value, "rw");
    return reader->grant->writable || text_is(value, "ro");
}

static const struct key {
    const char *name;
    bool (*read)(struct reader *reader, struct text value);
    const char *expected;
} keys[] = {
    {"disk=", read_disk, "the number of one of its own links (`links:`), from 0, like disk=0"},
    {"part=", read_part, "the number of a partition, 1 to 128, like part=1"},
    {"first=", read_first, "a sector, at most 2^54, like first=2048"},
    {"count=", read_count, "a number of sectors, 1 to 2^54, like count=4096"},
    {"mode=", read_mode, "mode=ro or mode=rw"},
};

/* ---- All of it ---- */

/* What is missing or too much for the user so far, or NULL. */
static const char *finish_user(const struct reader *reader)
{
    if (reader->grant == NULL)
        return NULL;
    if (!reader->has_disk)
        return "disk= for each user";
    return reader->grant->part != 0 && reader->has_extent ? "either part=, or first= and count="
                                                          : NULL;
}

static bool is_taken(const struct grants *grants, struct text name)
{
    for (unsigned i = 0; i < grants->count; i++)
        if (text_is(name, grants->of[i].name))
            return true;
    return false;
}

static const char *add_user(struct reader *reader, struct text name)
{
    struct grants *grants = reader->grants;
    size_t length = (size_t)(name.end - name.at);

    if (grants->count + reader->disks >= BLOCKD_LINKS)
        return "at most 40 disks and users";
    if (length == 0 || length >= BLOCKD_NAME || is_taken(grants, name))
        return "a name of at most 31 characters, and no other user's, like user=web";
    reader->grant = &grants->of[grants->count++];
    reader->has_disk = reader->has_extent = false;
    memcpy(reader->grant->name, name.at, length);
    return NULL;
}

static const char *read_word(struct reader *reader, struct text word)
{
    struct text value;

    if (text_starts(word, "user=", &value))
        return add_user(reader, value);
    if (reader->grant == NULL)
        return "user=NAME before what is about the user";
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
        if (text_starts(word, keys[i].name, &value))
            return keys[i].read(reader, value) ? NULL : keys[i].expected;
    return "user=, disk=, part=, first=, count= or mode=";
}

static bool is_user(struct text word)
{
    struct text name;

    return text_starts(word, "user=", &name);
}

bool config_read(struct grants *grants, const char *text, size_t bytes, unsigned disks,
                 struct config_problem *problem)
{
    struct reader reader = {.grants = grants, .disks = disks};
    struct text rest = {text, text + bytes}, word;
    const char *expected = NULL;
    bool more;

    do {
        more = text_word(&rest, &word);
        if (!more || is_user(word)) {
            expected = finish_user(&reader);
            *problem = (struct config_problem){.user = reader.grant != NULL ? reader.grant->name
                                                                            : ""};
        }
        if (more && expected == NULL) {
            expected = read_word(&reader, word);
            *problem = (struct config_problem){word.at, (int)(word.end - word.at),
                                               reader.grant != NULL ? reader.grant->name : "",
                                               NULL};
        }
    } while (more && expected == NULL);
    problem->expected = expected;
    return expected == NULL;
}
