### The English texts of Scellé. The French ones are in fr/scelle.ftl, under the same keys.
### Errors: a fact in one sentence, in lower case, without a full stop; then, in the `-hint`,
### what to do about it, in the same way.

## Access: who can open

error-not-a-recipient = none of your keys opens this container
error-not-a-recipient-hint = try another key or a passphrase, or ask the sender to give you access
error-group-empty = the group "{ $name }" has no members
error-group-empty-hint = add contacts to it with `scelle group add`, or name others
error-key-stays-locked = none of the keys that this passphrase unlocks opens this container; { $path } has another passphrase
error-key-stays-locked-hint = if it was sealed for that key, give the passphrase of that key

error-wrong-passphrase = wrong passphrase
error-wrong-passphrase-hint = type it again: check the capital letters, the spaces and the keyboard layout
error-no-home = there is no folder for the configuration of this user
error-no-home-hint = name one in the environment variable SCELLE_HOME, or choose a file with `-o`

error-no-recipients = the container has no recipient and no passphrase: it could not be opened
error-no-recipients-hint = give at least one recipient or one passphrase

error-too-many-recipients = a container takes at most { $limit } accesses
error-too-many-recipients-hint = choose fewer recipients, or make several containers

error-classical-recipient = the key { $recipient } will not withstand quantum computers
error-classical-recipient-hint = ask this person for a key that begins with age1pq1, or accept the weaker protection with `--allow-classical`

## Editing

error-access-ambiguous = more than one access matches "{ $name }"
error-access-ambiguous-hint = add a date, the start of the fingerprint or the place of one of them, or give this alone: { $names }
error-access-false = the access list is false: the key under the name "{ $label }" is not the one that opens this access
error-access-false-hint = nothing was changed: put your own key back into the list with `scelle access adopt`, then see who else can open the container with `scelle access list`

error-access-not-found = no access matches "{ $name }"
error-access-not-found-hint = these can open the container: { $names }
error-access-not-found-none-hint = look at who can open it with `scelle access list`

error-kept-last-owner = "{ $label }" is the only owner left, and only owners can change the accesses
error-kept-last-owner-hint = make another person an owner first: `scelle access add` with `--role owner`
error-kept-oneself = "{ $label }" is your own access: you would lock yourself out
error-kept-oneself-hint = if this is what you want, add `--force`
error-kept-recovery = "{ $label }" is the recovery access, which opens the container when all other keys are lost
error-kept-recovery-hint = to remove it all the same, add `--force`

error-adoption-none = none of the unlisted accesses can belong to "{ $label }"
error-adoption-none-hint = to give this person an access, use `scelle access add`
error-adoption-several = cannot tell which of the { $count } unlisted accesses of this kind belongs to "{ $label }"
error-adoption-several-hint = give the identity or the passphrase that proves it; or name all their holders, and replace these accesses with `--replace`

error-busy = this container is being changed: { $who }, since { $since }
error-busy-unknown = this container is being changed by another program
error-busy-hint = try again in a moment; if no program is changing it any more, remove the file "{ $lock }"
error-program-name = a portable Scellé keeps its own things under the name "{ $name }": no program can have it
error-program-name-hint = give this program another name, or leave it out
error-keys-busy = another program is making a key in "{ $folder }"
error-keys-busy-hint = try again in a moment; `scelle key list` shows the new key

error-entry-exists = the container already holds "{ $name }"
error-entry-exists-hint = choose another name, or replace it with `--overwrite`
error-entry-in-the-way = the container already holds "{ $name }", which is not of the same kind: no file takes the place of a folder, nor the reverse
error-entry-in-the-way-hint = choose another name, or take it out first with `scelle remove`

error-no-access-list = this container has no access list: no access can be removed from it
error-no-access-list-hint = name those who can open it with `scelle access adopt`, or seal its content again

error-not-an-archive = this container holds one file sealed with age, not an archive
error-not-an-archive-hint = open it, then seal its content again

error-nothing-left = nothing would be left in the container
error-nothing-left-hint = keep something in it, or delete the container itself

error-not-an-owner = only the owners of this container can change it
error-not-an-owner-hint = ask one of them; `scelle access list` names them

error-passphrase-needed = the passphrase "{ $label }" must be typed again, so that it still opens the container
error-passphrase-needed-hint = give it when it is asked for, or with `--keep-passphrase-file`; or remove this access with `--drop`
error-policy-owner = the rules of this computer, "{ $path }", do not belong to its administrators: any user could have written them
error-policy-owner-hint = ask an administrator to check them, and then to run `icacls "{ $path }" /setowner *S-1-5-32-544`

error-stands-alone = this container opens with a passphrase in age's own format, which must be the only access
error-stands-alone-hint = give another access with `scelle access add`: the passphrase then becomes one access among others

error-unlisted-accesses = { $count ->
    [one] one unlisted access would be lost
   *[other] { $count } unlisted accesses would be lost
}
error-unlisted-accesses-hint = name their holders with `scelle access adopt`, or remove these accesses with `--drop-unlisted`

## Keys

error-identity = the secret key file "{ $path }" cannot be used: { $reason }
error-recipient = "{ $recipient }" is not a usable recipient: { $reason }
error-recipients-file = the recipients file "{ $path }" cannot be used: { $reason }
error-recipients-file-line = line { $line } of the recipients file "{ $path }" cannot be used: { $reason }
key-costly = checking its passphrase takes more than 2048 rounds of computation

key-empty = it holds no key
key-malformed = the key is incomplete or was copied with a mistake
key-old-pem = it is in an older format of SSH keys (PEM)
key-plugin = it is a key of a device or of an age plugin, with which Scellé does not work
key-secret = this is a secret key, where a public key is expected
key-ssh-passphrase = it is an SSH key, whose passphrase only `ssh-keygen` changes or removes
key-too-large = it is too large to be a file of keys
key-unknown = it is not a key of a known kind
key-unsupported = this kind of key cannot seal files
identity-costly-hint = if it is your own key, lower its cost with `ssh-keygen -p -a 100`; otherwise, do not use it

identity-file-hint = choose the file that holds your secret key: a line of it begins with AGE-SECRET-KEY-, or it is an SSH private key
identity-malformed-hint = take the file again from your backup copy
identity-old-pem-hint = convert it, with the passphrase that it has: ssh-keygen -p -f { $path }
identity-plugin-hint = use another key, or open the container with `age -d` and this plugin
identity-ssh-passphrase-hint = change it there first: ssh-keygen -p -f { $path }
key-unsupported-hint = use a key made by Scellé or by age, or an SSH key of type Ed25519 or RSA (2048 bits at least)
recipient-hint = a public key begins with age1 or with ssh-: ask the recipient for it, or for their contact card
recipient-malformed-hint = copy the whole key again, or ask the recipient for their contact card
recipient-plugin-hint = ask for a key that begins with age1pq1, or seal with age and this plugin
recipient-several-hint = give each key on its own: one `-r` for each, or a file of them with `-R`
recipient-secret-hint = never share a secret key: give the public key that goes with it, which begins with age1 or with ssh-
recipients-file-hint = choose a text file that holds one public key a line

error-paper-line = line { $line } is not as it is printed on the paper
error-paper-line-hint = compare it with the paper, character by character; the first character is the number of the line, the last two check the others

error-store-absent = this session has no secret service in which a key could stay unlocked
error-store-absent-hint = give the passphrase each time, or, in a script, with `--passphrase-file`
error-store-failed = the secret service of this session does not answer as it should
error-store-failed-hint = close your session and open it again, or give the passphrase each time
error-store-full = the secret service does not take so many keys
error-store-locked = the secret service of this session is locked
error-store-locked-hint = unlock the keyring of your session, then start again
error-store-portable = keys of a portable Scellé do not stay unlocked: this computer would keep them

error-identity-exposed = the secret key file "{ $path }" can be read by other users of this computer
error-identity-exposed-hint = keep it to yourself, then start again: { $command }
error-identity-exposed-hint-windows = keep it to yourself, then start again: `takeown /f "{ $path }"`, `icacls "{ $path }" /reset`, then `icacls "{ $path }" /inheritance:r /grant:r *S-1-3-4:F`
error-identity-on-shared-disk = the secret key "{ $path }" has no passphrase, and other users of this computer can read all files on its disk
error-identity-on-shared-disk-hint = move it to a disk with permissions, which FAT and exFAT have not; under a passphrase it can be kept here

## Passphrases

error-passphrase-empty = the passphrase is empty
error-passphrase-empty-hint = type a passphrase, or let Scellé make one

error-passphrase-not-text = the passphrase is too long, or holds characters that cannot be typed
error-passphrase-not-text-hint = give a passphrase of one line, of at most 1024 bytes; check that the right file was chosen

error-passphrase-weak = the passphrase is too easy to guess: { $reason }
error-passphrase-weak-hint = take several words at random, 15 characters at least in all, or let Scellé make one

weakness-common = it is among the most used passwords, or close to one
weakness-date = it is built on a date or a year
weakness-pattern = it follows a pattern, such as neighbouring keys or repeated characters
weakness-short = it is too short
weakness-word = it is built on a name or on a single word

error-passphrase-not-alone = in age's own format, a passphrase must be the only access
error-passphrase-not-alone-hint = remove the recipients and the other passphrases, or leave out `--age-compatible`

error-kdf-parameters = checking this passphrase asks for a computation outside of the accepted limits
error-kdf-parameters-hint = ask the sender to seal again with the usual settings; if you do not know the sender, this file may be meant to block your computer

error-kdf-memory = there is not enough memory to check the passphrase: it takes { $size }
error-kdf-memory-hint = close other programs, or use a computer with more memory

## The container: damaged, altered, or something else

error-not-a-container = this file is not a container
error-not-a-container-hint = check that you chose the right file; if you did, fetch it again

error-newer-version = this container has a format newer than this version of Scellé ("{ $version }")
error-newer-version-hint = update Scellé, then start again

error-armor = there is an armored container here, and its text is damaged
error-armor-hint = ask for the file itself, as an attachment, rather than for its text
error-armor-in-mail = this text holds a whole container, and other text, or lines that were broken: only the container itself can be changed
error-armor-in-mail-hint = ask for the file itself, as an attachment, or keep only the lines from BEGIN to END, as they were sent

error-header-access-list = the access list of this container cannot be read
error-header-access-list-false = the access list of this container contradicts its accesses
error-header-access-list-label = a name in the access list of this container holds characters that do not show
error-access-list-hint = nothing was changed; ask the sender whether this container is really theirs, and to seal its content again
error-header-malformed = the header does not follow the format
error-header-scrypt-not-alone = a passphrase that must be the only access stands beside other accesses
error-header-stanza = an access is damaged
error-header-too-long = the header is longer than 1 MiB
error-header-too-many = the header holds more than 256 accesses
error-header-truncated = the file is cut short: it stops in the middle of its header
error-header-altered = the header was altered

error-payload-truncated = the file is cut short or was altered: its content does not end as it should
error-payload-part = part { $number } of the content is damaged

error-damaged-hint = do not rely on this copy: fetch the file again, or ask the sender for another copy
error-truncated-hint = the transfer was probably interrupted: fetch the file again

## The content of the container

error-archive-damaged = the content is damaged: { $reason }
error-archive-damaged-entry = the entry "{ $entry }" is damaged: { $reason }
error-archive-damaged-hint = do not rely on this copy: fetch the file again, or ask the sender for another copy; `scelle open --as-file` writes its content as one file, which is not opened
error-archive-refused = the content is refused: { $reason }
error-archive-refused-entry = the entry "{ $entry }" is refused: { $reason }
error-archive-refused-hint = nothing was extracted; ask the sender whether this container is really theirs; `scelle open --as-file` writes its content as one file, which is not opened
error-archive-unsupported-hint = ask the sender to seal these files with Scellé; `scelle open --as-file` writes the content as one file, which is not opened
archive-ambiguous = other programs would read something else in it
archive-backslashes = its folders are separated by backslashes, as old programs on Windows write them, and programs differ on what they mean

archive-checksum = its data are not those that were sealed
archive-conflict = the same name stands for two entries, or for both a file and a folder
archive-encrypted = it is encrypted once more, by a passphrase of its own
archive-gap-or-overlap = some data belong to no entry, or to two at once
archive-inconsistent = it is described twice, in two different ways
archive-malformed = its description is incomplete or impossible
archive-method = it is compressed by the method { $method }, which not every program reads
archive-oversized = it is larger than it declares
archive-special-entry = it is neither a file nor a folder
archive-too-many-entries = there are more entries than Scellé accepts
archive-unsupported = it needs a newer program than those that everyone has

error-entry-not-found = this container holds no entry named "{ $name }"
error-entry-not-found-hint = take the exact name from the list of the content

## Names

error-name = the name "{ $name }" is refused: { $reason }
error-name-hint = let `--rename` replace what is refused; in a container that you received, such a name may be a trap
error-name-length-hint = give it a shorter name
error-name-code-page-hint = `scelle open --names cp850` reads most archives of Windows in Western Europe; `scelle open --as-file` writes the archive as one file
error-name-empty-hint = give it a name; if it is in a container that you received, `scelle open --as-file` writes the content as one file

name-absolute = it starts from the root of a disk or from a server
name-backslash = it holds a backslash
name-bidirectional = it holds invisible characters that reverse the direction of reading
name-code-page = its accents are written in a code page that the archive does not name
name-control = it holds control characters
name-empty = it is empty, or one of its parts is
name-not-unicode = it is not valid text
name-too-long = it exceeds 4096 bytes, or one of its parts exceeds 255
name-traversal = it leads out of the folder
name-version = it ends with a semicolon and a number, which some programs drop

error-not-portable = some systems do not allow the name "{ $name }"
error-not-portable-hint = change the name, or let `--rename` do so

error-duplicate-name = two files would have the same name in the container: "{ $name }"
error-duplicate-name-hint = rename one of the two, or leave it out

## Files on the disk

error-changed-while-read = "{ $path }" changed while it was being read
error-changed-while-read-hint = close the programs that use it, then start again

error-exclude-pattern = the exclusion pattern "{ $pattern }" is not valid
error-exclude-pattern-hint = write it like *.tmp or drafts/**, and close the brackets and the braces

error-link = "{ $path }" is a symbolic link
error-link-hint = seal what it points to with `--follow`, or leave it out with `--skip-special`

error-loop = "{ $path }" is a symbolic link that leads back to where it comes from
error-loop-hint = remove this link, or leave it out with `--skip-special`

error-device = "{ $path }" is neither a file nor a folder
error-device-hint = choose another file, or leave this one out with `--skip-special`
error-not-regular = "{ $path }" is a pipe or a device, where a file is expected
error-not-regular-hint = put an ordinary file there, or take away what stands there

error-output-inside-input = the container "{ $path }" would be inside a folder that it seals
error-output-inside-input-hint = put the container in another folder
error-output-is-input = "{ $path }" is read for this work, and would be replaced by its result
error-output-is-input-hint = choose another name for the result
error-temporary = temporary data cannot be kept in "{ $folder }": { $reason }
error-temporary-hint = make room there, or name another folder with the environment variable { $variable }

error-large = the container says that it holds { $size }, and is only { $container } long itself
error-large-hint = if you expected this much, extract it with `--allow-large`
error-left-behind = { $message }; some files that were there before could not be put back
error-left-behind-hint = they are kept in "{ $path }", and the next start tries again
error-no-room = the disk of "{ $path }" is too full: { $available } is free, and { $size } is needed
error-no-room-hint = make room on it, or choose another disk
error-file-too-large = a file of { $size } cannot be written to "{ $path }": its disk is formatted with FAT, where a file has at most { $limit }
error-file-too-large-hint = format the disk with exFAT, or choose another disk; on Linux and macOS, `split` cuts a container into parts, and `cat` joins them
error-in-use = another program has "{ $path }" open
error-in-use-by = "{ $path }" is open in { $programs }
error-in-use-hint = close it there, then start again

error-target-exists = "{ $path }" already exists
error-target-exists-hint = choose another place or another name, or add `--overwrite`

error-target-in-the-way = "{ $path }" already exists, and cannot be replaced
error-target-in-the-way-hint = choose another place or another name, or move it away yourself

error-cancelled = cancelled
error-cancelled-hint = nothing was changed: start again whenever you like

error-internal = internal error in Scellé: the operation was stopped
error-internal-hint = start again; if it happens once more, tell the person in charge of Scellé what you were doing

## The system's answers

error-read-container = cannot read the container: { $reason }
error-read-container-path = cannot read the container "{ $path }": { $reason }
error-read-input = cannot read the data: { $reason }
error-read-input-path = cannot read "{ $path }": { $reason }
error-write = cannot write the result: { $reason }
error-write-path = cannot write "{ $path }": { $reason }
error-sync = "{ $path }" is in its place, but the disk does not confirm it: { $reason }
error-sync-hint = check the disk, then that this file opens; a power cut may still bring the old one back
error-randomness = the system gives no random numbers: { $reason }
error-randomness-hint = restart the computer, then start again

io-already-exists = something already has that name
io-already-exists-hint = choose another name or another place
io-broken-pipe = the program that received the data has stopped
io-broken-pipe-hint = start again, and let that program run to its end
io-busy = another program is using it
io-busy-hint = close the program that uses it, then start again
io-device = the disk or the memory stick reports a failure
io-device-hint = copy your files to another disk without delay, then start again from there
io-file-too-large = this disk cannot hold a file so large, or a limit of this session forbids it
io-file-too-large-hint = choose another disk: memory sticks in FAT32 format stop at 4 GB, those in exFAT do not; or raise the limit (`ulimit -f`)
io-interrupted = the system interrupted the work
io-invalid-data = its content is not what was expected
io-invalid-data-hint = check that you chose the right file
io-invalid-filename = this disk does not accept that name
io-invalid-filename-hint = choose another name, or let `--rename` do so
io-name-too-long = that name is too long for this disk
io-name-too-long-hint = choose a shorter name
io-is-a-folder = it is a folder
io-is-a-folder-hint = choose a file rather than a folder
io-network = the network or the server does not answer
io-network-hint = check the network connection, then start again
io-not-a-folder = a part of the path is not a folder
io-not-empty = the folder is not empty
io-not-found = no such file or folder
io-other = unexpected error of the system
io-out-of-memory = there is not enough memory
io-out-of-memory-hint = close other programs, then start again
io-path-hint = check the path
io-path-write-hint = check that the folder exists
io-permission-denied = permission denied
io-permission-denied-hint = check that you have the right to read it
io-permission-denied-write-hint = check that you have the right to write there, or choose another place
io-quota = your storage quota is reached
io-read-only = the disk is read-only
io-read-only-hint = choose another place
io-read-hint = check that the disk or the memory stick is connected, then start again
io-storage-full = the disk is full
io-storage-full-hint = free some space or choose another place, then start again
io-system = system error { $code }
io-truncated = it ends too early
io-truncated-hint = check that the file is whole, or fetch it again
io-unsupported = the system or the disk cannot do this
io-write-hint = check the disk or the memory stick, or choose another place, then start again

## Contacts, policy and settings

error-contact-ambiguous = more than one contact matches "{ $name }"
error-contact-ambiguous-hint = say which one: { $names }
error-contact-exists = the name "{ $name }" is already taken
error-contact-exists-hint = choose another name with `--name`, or `--replace` if it is the same person with a new key
error-contact-is-group = "{ $name }" is a group, and a contact is wanted
error-contact-is-group-hint = name contacts; `scelle group list` shows the members of a group
error-contact-name-is-key = "{ $name }" would be taken for a key, and cannot be a name
error-contact-name-is-card = "{ $name }" would be taken for the file of a card, and cannot be a name
error-contact-name-hint = choose another name with `--name`
error-contact-not-found = none of your contacts or groups is called "{ $name }"
error-contact-not-found-hint = look at your contacts with `scelle contact list`, or add a contact card
error-contact-near-hint = did you mean: { $names }
error-card-line = line { $line } of the contact card "{ $path }" cannot be used: { $reason }
error-directory = the contact cards "{ $path }", named in "{ $file }", cannot be read: { $reason }
error-directory-hint = check the network connection, or correct the key directory in "{ $file }"
card-hint = ask that person for a new contact card
key-several = there is more than one key where one is expected
key-bad-text = a name or another text is empty, too long, written twice or misleading
error-policy-hint = this is a rule of your organisation, in "{ $path }": ask the person in charge of it
rule-age-compatible = a container without the recovery access of your organisation is forbidden
rule-anonymous = a container that does not say who can open it is forbidden
rule-argon2 = a passphrase in age's own form is forbidden: your organisation sets the cost of Argon2id
rule-classical = recipients that a quantum computer could break are forbidden
rule-passphrase = passphrases are forbidden
rule-passphrase-alone = a passphrase is allowed only beside a recipient
rule-passphrase-length = a passphrase must have at least { $count } characters
rule-recovery = the recovery access of your organisation cannot be removed
rule-unknown-keys = { $count ->
    [one] encrypting for a key of the access list that is not a contact's is forbidden; there is one, marked as unknown by `scelle access list`
   *[other] encrypting for keys of the access list that are not a contact's is forbidden; there are { $count }, marked as unknown by `scelle access list`
}
rule-unverified = sealing for "{ $name }" is forbidden: neither you nor the directory of your organisation has verified this key
error-settings = "{ $path }" cannot be read: line { $line }, column { $column }: { $reason }
error-settings-hint = correct that line; nothing was changed
settings-missing = the key { $key } is missing
settings-not-a-contact = "{ $name }", in a group, is not a contact
settings-not-text = it is not a text file
settings-syntax = this is not well-formed TOML
settings-too-large = it is too large for such a file
settings-twice = the name "{ $name }" is there twice
settings-unknown-key = the key { $key } is unknown
settings-unknown-key-near = the key { $key } is unknown: did you mean { $near }?
settings-wrong-value = the value of { $key } is not accepted

error-nothing-to-seal = there is nothing to seal: everything that was named is left out
error-nothing-to-seal-hint = check the patterns of `--exclude`, and those of your organisation with `scelle policy show`

## Command line

help = Seals files into an encrypted container that only its recipients can open
help-after = Exit codes:
exit-done = done
exit-differ = the two containers differ (`diff`)
exit-usage = usage error
exit-no-access = no access: not a recipient, or wrong passphrase
exit-damaged = damaged: truncated, altered, or not a container
exit-hostile = refused as dangerous
exit-policy = forbidden by a rule
exit-target-exists = the target already exists
exit-io = reading or writing failed
exit-newer-version = made by a newer version of Scellé
exit-busy = being changed by another program
exit-omissions = done, without what could not be read (`--skip-unreadable`)
exit-cancelled = cancelled
help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-alias = [alias:
help-root-examples =
    scelle seal folder -r Bob
    scelle open folder.scelle
help-seal-examples =
    scelle seal folder -r Bob -r finance
    scelle seal report.pdf --generate-passphrase
    scelle seal --each /srv/folder/* -o /srv/archives -R list.txt --skip-unreadable
    tar c folder | scelle seal - -r Bob > folder.tar.scelle
help-open-examples =
    scelle open folder.scelle --into copy
    scelle open folder.scelle folder/notes.txt -o notes.txt
    scelle open folder.scelle --tar -i me.txt | tar x
help-list-examples =
    scelle list folder.scelle
    scelle list folder.scelle --json
help-inspect-examples =
    scelle inspect folder.scelle
help-verify-examples =
    scelle verify folder.scelle
    scelle verify /srv/archives/*.scelle --json --log nightly.log
help-access-list-examples =
    scelle access list folder.scelle
    scelle access list --all-in archives --recursive --json
help-access-add-examples =
    scelle access add folder.scelle -r Bob
    scelle access add --all-in archives -r Bob --role owner --continue
help-access-remove-examples =
    scelle access remove folder.scelle leaver
    scelle access remove --all-in archives --recursive leaver --dry-run
help-access-replace-examples =
    scelle access replace folder.scelle leaver Bob
    scelle access replace leaver Bob --all-in archives --recursive --continue
help-access-adopt-examples =
    scelle access adopt folder.scelle -r Bob
help-rekey-examples =
    scelle rekey folder.scelle
    scelle rekey --all-in archives --recursive --wait 60
help-add-examples =
    scelle add folder.scelle report.pdf
    scelle add folder.scelle report.pdf --at folder/drafts --overwrite
help-remove-examples =
    scelle remove folder.scelle folder/drafts
help-rename-examples =
    scelle rename folder.scelle folder/report.pdf folder/final.pdf
help-replace-examples =
    scelle replace folder.scelle folder/report.pdf report.pdf
help-diff-examples =
    scelle diff old.scelle new.scelle
help-key-new-examples =
    scelle key new --generate-passphrase
    scelle key new --plain -o me.txt
help-key-list-examples =
    scelle key list
    scelle key list --json
help-key-show-examples =
    scelle key show
help-key-export-examples =
    scelle key export -o me.txt
help-key-import-examples =
    scelle key import me.txt
help-key-passphrase-examples =
    scelle key passphrase --passphrase
help-key-renew-examples =
    scelle key renew --generate-passphrase
help-key-unlock-examples =
    scelle key unlock --for 8h
help-key-lock-examples =
    scelle key lock
help-key-paper-examples =
    scelle key paper -o key.pdf
help-card-examples =
    scelle card --name Alice -o alice.scelle-card
help-contact-add-examples =
    scelle contact add alice.scelle-card
    scelle contact add cards/*.scelle-card
help-contact-list-examples =
    scelle contact list
help-contact-show-examples =
    scelle contact show Bob
help-contact-verify-examples =
    scelle contact verify Bob
help-contact-rename-examples =
    scelle contact rename Bob Robert
help-contact-remove-examples =
    scelle contact remove Bob
help-contact-export-examples =
    scelle contact export Bob -o bob.scelle-card
help-group-add-examples =
    scelle group add finance Bob Alice
help-group-remove-examples =
    scelle group remove finance Bob
help-group-list-examples =
    scelle group list
help-policy-show-examples =
    scelle policy show
help-policy-check-examples =
    scelle policy check policy.toml
help-completions-examples =
    scelle completions bash > ~/.local/share/bash-completion/completions/scelle
help-portable-make-examples =
    scelle portable make /media/stick
help-help-examples =
    scelle help access add
help-examples = Examples:
help-more = Examples, environment and exit codes: `scelle --help`
help-more-verb = More: the same command with `--help`
help-environment = Environment:
help-environment-lines =
    SCELLE_HOME  the folder of your keys, contacts and configuration
    TMPDIR       where a container from standard input or in armor is kept meanwhile, sealed
    TZ           the time zone of the times that are shown
    LC_ALL, LC_MESSAGES, LANG  the language, unless --lang or the configuration says it
man-examples = EXAMPLES
man-environment = ENVIRONMENT
man-files = FILES
man-files-lines =
    ~/.config/scelle/config.toml    your preferences
    ~/.config/scelle/contacts.toml  your contacts and groups
    ~/.config/scelle/keys/          your keys, the last one in use
    /etc/scelle/policy.toml         the rules of your organisation
help-aliases = [aliases:
help-group-who = Who can open it
help-group-secrets = Keys and passphrases
help-group-files = Choice of files
help-group-bulk = Many containers
help-group-everywhere = Common options
help-seal-recipient-long = A contact or a group, by its name; a public key of age or SSH; or the path of a contact card.
help-access-add-recipient-long = A contact or a group, by its name; a public key of age or SSH; or the path of a contact card.

help-seal = Seal files and folders into a container
help-open = Open a container and extract what it holds
help-list = List what a container holds, and who can open it
help-inspect = Show what can be read of a container without a key
help-verify = Read and check every byte of containers, writing nothing
help-key = Manage your own key
help-key-new = Make a new key, protected by a passphrase

help-any-help = Show this help
help-any-version = Show the version
help-any-lang = Language of the messages: fr or en
help-any-log = Add a line of JSON to this file for every operation
help-any-no-input = Never ask a question: fail if an answer is needed
help-any-json = Give the result as JSON, one object a line
help-any-quiet = Show errors only
help-any-threads = Number of threads (at most 256; one per core by default)
help-any-passphrase = Ask for a passphrase
help-any-passphrase-file = Read the passphrase from this file
help-any-passphrase-fd = Read the passphrase from this file descriptor
help-any-generate-passphrase = Make a strong passphrase, and show it once
help-any-passphrase-out = Write the generated passphrase to this new file, or to an open descriptor (a number), instead of showing it
help-any-identity = Use this secret key: an age or SSH identity file; repeatable
help-any-container = The container; - for standard input

help-seal-paths = Files and folders to seal; - for standard input
help-seal-files-from = Seal the paths of this list as well, one a line; - for standard input
help-seal-null = In the list, a NUL character ends each path
help-seal-each = Seal each path into a container of its own, beside it or in the folder given with -o
help-seal-output = Write the container there; - for standard output
help-seal-name = Name, in the container, of the data from standard input
help-seal-recipient = Seal to this contact, group or public key; repeatable
help-seal-recipients-file = Seal to every public key of this file; repeatable
help-seal-age-compatible = Refuse to seal unless a passphrase, in age's own form, is the only access
help-seal-argon2id = Protect the passphrase with Argon2id and list it, even when it is the only access; age does not open it then
help-seal-allow-classical = Accept recipients that a quantum computer could break
help-seal-anonymous = Do not list in the container who can open it
help-seal-armor = Write the container as text
help-seal-store = Do not compress
help-seal-level = Compression level, from 0 (none) to 9 (smallest); 2 by default
help-seal-exclude = Leave out what matches this pattern; repeatable
help-seal-follow = Seal what symbolic links point to
help-seal-skip-special = Leave out symbolic links and special files
help-seal-skip-unreadable = Leave out what cannot be read, and end with code 11
help-seal-directory = Look for relative paths in this folder
help-seal-keep-paths = Keep the whole relative path of each PATH as its name in the container
help-seal-portable = Refuse names that some systems do not allow
help-seal-rename = Replace, in names, the characters that would be refused
help-seal-with-page = Write the page that opens containers in a browser, scelle.html, beside the container
help-seal-overwrite = Replace the container if it is already there

help-open-entries = What to extract; everything if nothing is named
help-open-as-file = Write the content as one file, CONTAINER.zip, without opening it, whatever it is
help-open-tar = Write what is extracted as a tar archive: to standard output, or to the file given with -o
help-open-into = Extract into this folder
help-open-output = Write the single file there; - for standard output
help-open-overwrite = Replace files that are already there
help-open-rename = Replace, in names, the characters that would be refused
help-open-preserve = Give files and folders the permissions that they had, instead of those of new files (the umask)
help-open-allow-large = Extract content however large it is

help-verify-containers = The containers; - for standard input

help-key-new-output = Write the key there rather than in your configuration folder
help-key-new-plain = Do not protect the key with a passphrase

value-path = PATH
value-file = FILE
value-fd = N
value-count = COUNT
value-name = NAME
value-recipient = RECIPIENT
value-glob = PATTERN
value-level = LEVEL
value-container = CONTAINER
value-entry = ENTRY
value-dir = FOLDER
value-lang = LANGUAGE

usage-conflict = { $arg } cannot be used with { $other }
usage-unknown-command = there is no command { $name }
usage-missing-value = { $arg } needs a value
usage-bad-value = { $value } is not a valid value for { $arg }
usage-missing = an argument is missing: { $arg }
usage-missing-command = a command is missing
usage-unknown = unknown option: { $arg }
usage-surplus = one argument too many: { $arg }
usage-not-unicode = an argument is not readable text
usage-wrong = usage error: { $arg }
usage-values-hint = one of these: { $values }
usage-suggestion = did you mean { $suggestion }?
usage-duration-hint = write a duration such as 30min, 8h or 1d, of at most 7d
usage-hint = see `scelle --help` or `scelle COMMAND --help`
hint-none = see `scelle { $words } --help`

cli-error = error: { $message }
cli-hint = hint: { $hint }
cli-deriving = checking the passphrase…
cli-progress = { $done }, { $rate }/s
cli-ask-passphrase = Passphrase of the container:{" "}
cli-ask-key-passphrase = Passphrase of the key { $path }:{" "}
cli-ask-new-passphrase = New passphrase:{" "}
cli-ask-again = The same passphrase again:{" "}
cli-generated = Passphrase, shown this once ({ $bits } bits of entropy): { $phrase }

cli-several = { $count ->
    [one] one container is not whole
   *[other] { $count } containers are not whole
}
cli-several-unverified = { $count ->
    [one] one container could not be verified
   *[other] { $count } containers could not be verified
}
cli-which-passphrase = `{ $option }` does not say here whether the passphrase opens the container or is a new access to it
cli-which-passphrase-hint = for a new access: `--add-passphrase`, `--add-passphrase-file` or `--add-passphrase-fd`; to open the container: `--unlock-passphrase-file` or `--unlock-passphrase-fd`
cli-several-hint = { $count ->
    [one] it is named above, with the reason
   *[other] each is named above, with the reason
}
cli-several-unchanged = { $count ->
    [one] one container could not be changed
   *[other] { $count } containers could not be changed
}; changed: { $changed }, nothing to change: { $unchanged }, not looked at: { $unseen }
cli-several-unread = { $count ->
    [one] the accesses of one container could not be read
   *[other] the accesses of { $count } containers could not be read
}
cli-old-and-new = `access replace` takes the container, the access that goes and the one that comes
cli-old-and-new-hint = with `--all-in`, leave out the container: `scelle access replace OLD NEW --all-in FOLDER`
cli-several-unchanged-hint = each one is named above, with the reason; correct it, then start the same command again: containers that are done are left alone
cli-several-unseen-hint = the containers that were not looked at did not change: start the same command again with `--continue`, which skips those that fail and those that are done
cli-several-unsealed = { $count ->
    [one] one of { $all } was not sealed
   *[other] { $count } of { $all } were not sealed
}
cli-same-container = "{ $first }" and "{ $second }" would both give the container "{ $container }"
cli-same-container-hint = nothing was sealed: rename one of the two, or seal it on its own with `-o`
cli-each-to-stream = `--each` makes files: it uses neither standard input nor standard output
cli-each-to-stream-hint = name files and folders, and a folder with `-o`
cli-page = The page { $path } opens it in a browser; its SHA-256 is { $sha256 }
cli-page-check = give this SHA-256 to the recipient by another way; `sha256sum scelle.html` or, on Windows, `certutil -hashfile scelle.html SHA256` computes theirs
cli-key-to-stream = a key is kept in a file, not on standard output
cli-key-to-stream-hint = name a file with `-o`
cli-page-to-stream = the page has no place beside standard output
cli-page-to-stream-hint = name a file with `-o`, or leave out `--with-page`
cli-passphrase-to-stream = the passphrase would stand in the clear behind the container, on standard output
cli-passphrase-to-stream-hint = name a file with `-o`, or another one with `--passphrase-out`
cli-no-page = the page scelle.html is not installed with this program
cli-no-page-hint = put it beside the program, or give the recipient its address on the site of your organisation
cli-stdin-twice = standard input cannot be read for two things at once
cli-stdin-twice-hint = give one of them as a file
cli-list-empty = the list "{ $path }" names nothing to seal
cli-list-empty-hint = check the command that makes the list
cli-list-too-long = the list "{ $path }" is too long: a million paths and 64 MiB at most
cli-list-too-long-hint = name folders rather than files, or make several containers
cli-list-nul = line { $line } of the list "{ $path }" holds a NUL character
cli-list-nul-hint = if each path ends with one, add `-0`
cli-list-not-text = line { $line } of the list "{ $path }" is not text
cli-list-not-text-hint = write the list in UTF-8
cli-log-not-a-file = the log "{ $path }" is a link, or not a regular file
cli-log-foreign = the file "{ $path }" is no log: it holds something else
cli-log-foreign-hint = nothing was done: choose another file for the log
cli-log-not-a-file-hint = nothing was done: choose a file for the log
cli-log-incomplete = the log lacks a line: { $reason }
cli-unshown-hint = what was done stays done: send the output to another place, and look at what is there before starting again
cli-unlogged = the operation succeeded, but the log could not be written: { $reason }
cli-input-forbidden = a passphrase is needed, and `--no-input` forbids asking for it
cli-no-terminal = a passphrase is needed, and there is no terminal to ask for it
cli-passphrase-hint = give it with `--passphrase-file` or `--passphrase-fd`
cli-new-passphrase-hint = give the new one with `--passphrase-file` or `--passphrase-fd`, or let Scellé make it with `--generate-passphrase`
cli-added-passphrase-hint = give the new one with `--add-passphrase-file` or `--add-passphrase-fd`, or let Scellé make it with `--add-generated-passphrase`
cli-current-passphrase-hint = give the current one of the key with `--old-passphrase-file`
cli-passphrase-file-empty = the passphrase in "{ $path }" is empty
cli-passphrase-file-not-text = the passphrase in "{ $path }" is too long, or holds characters that cannot be typed
cli-passphrase-file-hint = check that the right file was chosen: it holds the passphrase on one line, of at most 1024 bytes
cli-passphrase-unlocks-hint = give the passphrase that was chosen for it, on one line of at most 1024 bytes
cli-output-closed = the program that was reading the output closed it
cli-output-closed-hint = start again, and read the output to its end
cli-passphrases-differ = the two passphrases differ
cli-passphrases-differ-hint = start again, and type the same one twice
cli-terminal-output = a container is not text: it will not be written to a terminal
cli-terminal-output-hint = choose a file with `-o`, or a pipe, or add `--armor`
cli-stream-not-alone = standard input is sealed alone, and `--name` names it
cli-stream-not-alone-hint = give `-` and nothing else, or files and folders without `--name`
cli-not-one-file = `-o` takes one file, and this is a folder or several files
cli-not-one-file-hint = name one file, or extract everything into a folder with `--into`
cli-stream-whole = several files, or a folder, do not go into a pipe as they are
cli-stream-whole-hint = name one file, or add `--tar` or `--as-file`; to extract to the disk, name a folder with `--into`
cli-output-taken = the result and the JSON cannot both go to standard output
cli-output-taken-hint = choose a file with `-o`, or a folder with `--into`, or leave out `--json`
cli-bad-descriptor = file descriptor { $fd } cannot be read
cli-bad-descriptor-hint = open it in the shell, for instance with `3<FILE`
cli-bad-descriptor-hint-windows = Windows passes on standard input alone: name descriptor 0, or give a file
cli-key-exists = there is already a file { $path }
cli-key-exists-hint = keep it: it may open containers; choose another place with `-o`

cli-amount = { $count ->
    [one] one file, { $size }
   *[other] { $files } files, { $size }
}
cli-stdin = standard input
cli-stdout = standard output
cli-sealed = sealed: { $path } ({ $amount })
cli-sealed-for = for: { $names }
cli-sealed-for-self = you alone can open it
cli-sealed-without-self = you cannot open it yourself: none of your keys is among them
cli-sealed-as-typed = this passphrase was typed with separate accents, and age will ask for the same bytes: type it with the same keyboard
cli-sealed-classical = warning: a quantum computer could break one of its recipients
cli-each-failed = not sealed: { $path }
cli-armor-mended = the container was found in the text around it, or its text was broken into other lines
cli-names-unmarked = { $count ->
    [one] 1 name is not marked as UTF-8 in this archive; it was read as UTF-8, as Unix programs write it
   *[other] { $count } names are not marked as UTF-8 in this archive; they were read as UTF-8, as Unix programs write them
}
cli-completion-group = group of { $count }
cli-not-preserved = this system has no such permissions: --preserve changes nothing
cli-opened = extracted: { $paths } ({ $amount })
cli-verified = whole: { $path } ({ $amount })
cli-verify-failed = not whole: { $path }
cli-verify-unopened = not verified: { $path }
cli-key-made = key made: { $path }; its public key, to give to the people who seal for you:
cli-skipped = left out: { $path }
cli-excluded = left out by the rules of your organisation: { $path }
cli-link-left-out = left out, since it is a link: { $path }
cli-no-container = no container in { $path }
cli-unreadable = left out: { $reason }
cli-omitted = { $count ->
    [one] warning: one element could not be read and is not in the container
   *[other] warning: { $count } elements could not be read and are not in the container
}
cli-omitted-hint = { $count ->
    [one] it is named above, with the reason
   *[other] each is named above, with the reason
}
cli-not-portable = warning: some systems do not allow the name { $name }
cli-case-conflict = warning: { $first } and { $second } are the same name on some systems
cli-renamed = renamed: { $path } is { $name } in the container
cli-renamed-on-disk = renamed: { $name } is { $disk } on this disk, which ignores case
cli-kept-aside = an interrupted extraction could not put back "{ $original }": its content is kept in "{ $kept }"

cli-accesses = Who can open it, as the container says:
cli-accesses-none = The container does not list who can open it.
cli-accesses-alone = It opens with one passphrase, in age's own form, so that age opens it too. `scelle access add` makes it one access among others, and starts the list.
cli-accesses-anonymous = { $count ->
    [one] It opens with one access that has no name.
   *[other] It opens with { $count } accesses that have no name.
} Accesses can be added. To remove one, or to change the content, name their holders first: `scelle access adopt`.
cli-accesses-false = warning: this list is false, and the container is not changed as long as it is: `scelle access adopt` puts your own key back
cli-accesses-alike = warning: { $one } and { $other } are written alike, and are two accesses
cli-accesses-like-contact = warning: { $label } is written like your contact { $name }, and has another key
cli-accesses-unlisted = { $count ->
    [one] There is one more access that is not listed: { $tags }
   *[other] There are { $count } more accesses that are not listed: { $tags }
}
role-owner = owner
role-member = member
role-recovery = recovery
access-passphrase = passphrase
access-passphrase-label = Passphrase
access-post-quantum = post-quantum key
access-classical = classical key ({ $kind })
access-unknown = unknown kind of access ({ $kind })
access-argon2 = passphrase (Argon2id, { $memory }, { $passes } passes, { $lanes } lanes)
access-scrypt = passphrase of age (scrypt, { $memory })

cli-inspect-format = Container in the format age v1
cli-inspect-sizes = { $file } in all: { $header } of header, { $payload } of content
cli-inspect-accesses = It opens with any of these:
cli-inspect-anonymous = It does not list who can open it.
cli-safety-post-quantum = It resists quantum computers, as far as is known.
cli-safety-classical = A quantum computer could open it.
cli-safety-unknown = It has accesses of an unknown kind: nothing can be said of quantum computers.

help-access = Change who can open a container
help-access-list = List who can open a container
help-access-list-container = The container; - for standard input
help-access-add = Give an access; the content does not change
help-access-add-container = The container
help-access-add-recipient = Give an access to this contact, group or public key; repeatable
help-access-add-recipients-file = Give an access to every public key of this file; repeatable
help-access-add-add-passphrase = Ask for a passphrase that opens the container from now on
help-access-add-add-passphrase-file = Read from this file a passphrase that opens the container from now on
help-access-add-add-passphrase-fd = Read from this file descriptor a passphrase that opens the container from now on
help-access-add-add-generated-passphrase = Make a strong passphrase that opens the container from now on, and show it once
help-access-add-label = The name of the passphrase in the access list
help-access-add-allow-classical = Accept recipients that a quantum computer could break
help-access-add-force = Change even the role of a recovery access
help-access-remove = Remove an access; the content is encrypted anew for the others
help-access-remove-container-and-names = The container, then the accesses to remove; with --all-in, only the accesses
help-access-remove-force = Remove even your own access, or a recovery access
help-access-replace = Give an access to one key in the place of another; the content is encrypted anew
help-access-replace-container-and-names = The container, the access that goes, and the contact or key that takes its place; with --all-in, only the last two
help-access-replace-allow-classical = Accept recipients that a quantum computer could break
help-access-replace-force = Replace even your own access by a key that is not yours
help-access-adopt = Name the holders of accesses that the list does not name, or names falsely
help-access-adopt-container = The container
help-access-adopt-recipient = The holder of an access: a contact or a public key; repeatable
help-access-adopt-recipients-file = The holders of accesses: every public key of this file; repeatable
help-access-adopt-label = The name of the passphrase in the access list
help-access-adopt-replace = Replace unproved accesses, if as many holders are named
help-rekey = Encrypt the content anew, for the same people
help-rekey-container = The container
help-add = Add files and folders to a container
help-add-container = The container
help-add-paths = Files and folders to add
help-add-at = Add them to this folder of the container
help-add-overwrite = Replace files that are already in it
help-add-store = Do not compress
help-add-exclude = Leave out what matches this pattern; repeatable
help-add-follow = Add what symbolic links point to
help-add-skip-special = Leave out symbolic links and special files
help-add-skip-unreadable = Leave out what cannot be read, and end with code 11
help-add-portable = Refuse names that some systems do not allow
help-add-rename = Replace, in names, the characters that would be refused
help-remove = Remove files and folders from a container
help-remove-container = The container
help-remove-entries = What to remove; a folder goes with everything in it
help-rename = Rename a file or a folder in a container
help-rename-container = The container
help-rename-old = Its current name
help-rename-new = Its new name
help-rename-overwrite = Replace a file that has this name
help-replace = Replace the content of a file in a container
help-replace-container = The container
help-replace-entry = The file in the container
help-replace-file = The file with the new content
help-replace-store = Do not compress
help-diff = Compare two containers, without extracting
help-diff-first = The old container
help-diff-second = The new container
help-any-role = The role: member, owner or recovery
help-any-unlock-passphrase-file = Read the passphrase that opens the container from this file
help-any-unlock-passphrase-fd = Read the passphrase that opens the container from this file descriptor
help-any-keep-passphrase-file = Read from this file a passphrase that must still open the container; repeatable
help-any-drop = Remove this access rather than ask for its passphrase; repeatable
help-any-drop-unlisted = Remove the unlisted accesses
help-any-all-in = Act on every container in this folder
help-any-recursive = With --all-in, also act on the containers in its subfolders
help-any-go-on = Continue after a container that fails
help-any-dry-run = Show what would change, and change nothing
help-any-names = Read names that are not marked as UTF-8 in this code page (cp850, cp437, cp1252…)
help-any-wait = Wait so many seconds, at most, for another program that is changing the container

value-role = ROLE
value-seconds = SECONDS

cli-ask-kept-passphrase = Passphrase "{ $label }", to keep its access:{" "}
cli-edit-done = { $path }: { $what }
cli-edit-would = { $path }: would change: { $what }
cli-edit-nothing = { $path }: nothing to change
cli-edit-failed = { $path }: not changed
cli-edit-imposed = access added, as your organisation imposes: { $names }
cli-access-given = access given to { $names }
cli-access-removed = access removed from { $names }
cli-access-replaced = access of { $old } replaced by that of { $new }
cli-access-unread = { $path }: accesses not read
cli-waiting = { $path }: another program is changing it, waiting
cli-access-adopted = access list completed with { $names }
cli-edit-converted = the passphrase is now one access among others: age does not open the container with it any more
cli-edit-disproved = false entry removed from the list: { $names }
cli-unknown-keys = { $count ->
    [one] warning: one key is taken from the access list and is not a contact's: { $names }
   *[other] warning: { $count } keys are taken from the access list and are not a contact's: { $names }
}
cli-unknown-keys-more = { $names }, and { $count } more
cli-edit-replaced = { $count ->
    [one] replaced 1 unproved access; its holder, unless named here, can no longer open the container
   *[other] replaced { $count } unproved accesses; their holders, unless named here, can no longer open the container
}
cli-midway = cancelled; changed: { $changed }, nothing to change: { $unchanged }, not looked at: { $unseen }
cli-midway-hint = start the same command again: it skips what is done
cli-rekeyed = encrypted anew, for the same people
cli-copies-stay-readable = copies made before stay readable to those who could open them
cli-entries-added = added: { $names }
cli-entries-removed = removed: { $names }
cli-entries-renamed = renamed: { $old } is now { $new }
cli-entries-replaced = content replaced: { $name }
cli-diff-access = access: { $label }, given on { $date }
cli-diff-newest = newest access: { $before } before, { $after } after
cli-diff-older-first-accesses = the first container is the older one, by the dates of its accesses
cli-diff-older-second-accesses = the second container is the older one, by the dates of its accesses
cli-diff-older-first-files = the first container is the older one, by the dates of its files
cli-diff-older-second-files = the second container is the older one, by the dates of its files
cli-diff-unlisted = unlisted accesses: { $before } before, { $after } after
cli-differ = the two containers differ
cli-differ-hint = the differences are shown
cli-nobody-named = say whose access to remove
cli-nobody-named-hint = give the names after the container; `scelle access list` lists who can open it
cli-nobody-to-add = say who gets an access
cli-nobody-to-add-hint = name them, or their keys, with `--recipient`, or give a file of keys with `--recipients-file`
cli-not-under-passphrase = the key "{ $path }" is under no passphrase of Scellé: armor would not protect it
cli-not-under-passphrase-hint = give it a passphrase with `scelle key passphrase`, or export it without `--armor`

help-any-policy = Add the rules of this file to those of the system; they can only tighten
help-seal-no-self = Do not give yourself an access
help-key-show = Show your public key and its fingerprint
help-key-list = List your keys, the key in use last
help-card = Make your contact card, to give to the people who seal for you
help-card-output = Write the card there
help-card-overwrite = Replace the file that is already there
help-card-name = Your name
help-card-email = Your e-mail address
help-card-organisation = The organisation you work for
help-contact = Manage the people you seal to
help-contact-add = Add a contact from a contact card or a public key
help-contact-add-cards = The contact cards, or public keys
help-contact-add-name = The name of the contact
help-contact-add-replace = It is the same person with a new key
help-contact-list = List your contacts
help-contact-show = Show a contact, with the fingerprint
help-contact-show-name = The contact
help-contact-verify = Compare a contact's fingerprint with the one that they read to you
help-contact-verify-name = The contact
help-contact-verify-fingerprint = The thirty digits that they read to you; asked for if not given
help-contact-rename = Rename a contact or a group
help-contact-rename-old = The current name
help-contact-rename-new = The new name
help-contact-remove = Remove a contact or a group
help-contact-remove-name = The contact or the group
help-contact-export = Make a contact card of a contact
help-contact-export-name = The contact
help-contact-export-output = Write the card there
help-contact-export-overwrite = Replace the file that is already there
help-group = Manage groups of contacts
help-group-add = Add contacts to a group, creating it if needed
help-group-add-name = The group
help-group-add-members = The contacts
help-group-remove = Remove contacts from a group; remove the group if none is named
help-group-remove-name = The group
help-group-remove-members = The contacts
help-group-list = List the groups
help-policy = Show what your organisation imposes
help-policy-show = Show the rules in force
help-policy-check = Check a file of rules, and show them
help-policy-check-file = The file of rules
help-portable = Carry Scellé on a stick
help-portable-make = Make a folder of programs that keep keys and contacts beside them
help-portable-make-dir = The folder to make; it is missing or empty
help-portable-make-program = Another program to put there, such as that of another system; repeatable
cli-portable = keys and contacts of these programs stay in "{ $path }"
cli-program-twice = two of the programs are named "{ $name }"
cli-program-twice-hint = rename one of the two, or leave it out; the programs beside this one are copied by themselves
portable-marker =
    # Programs beside this file keep keys, contacts, preferences and the journal in the folder "data"
    # beside it, and write nothing to the user's folders on the machine that they run on.
    # The content of this file means nothing: that it is here is all.

help-help = Show the help of a command
help-help-command = The command

value-command = COMMAND
value-email = ADDRESS
value-card = CARD
value-digits = DIGITS
value-contact = CONTACT

cli-ask-fingerprint = Fingerprint that { $name } reads to you:{" "}
cli-fingerprint = fingerprint: { $fingerprint }
cli-no-key = you have no key yet
cli-no-key-hint = make one with `scelle key new`
cli-name-needed = a name is needed
cli-name-needed-hint = give it with `--name`
cli-one-name = `--name` names one contact, and several cards are given
cli-one-name-hint = leave out `--name`: the cards bring their own names; or add this card alone
cli-bad-name = "{ $name }" cannot be a name
cli-bad-name-hint = choose a name of at most 255 bytes, without invisible characters
cli-misnamed-hint = give another name: that of a place in the container, with `/` between folders
cli-not-a-fingerprint = a fingerprint has thirty digits, in six groups of five
cli-not-a-fingerprint-hint = ask for it again, digit by digit
cli-fingerprint-differs = this is not the fingerprint of the key that you have for { $name }: do not seal anything for this person
cli-fingerprint-differs-hint = ask { $name } for a new contact card, over a channel that you trust
cli-contact-new = contact added: { $name }; fingerprint to verify with them: { $fingerprint }
cli-contact-known = { $name } is already a contact, with this key
cli-contact-changed = warning: { $name } has a new key and is no longer verified; fingerprint to verify with them: { $fingerprint }
cli-contact-same-key = warning: this is also the key of { $name }
cli-contact-resembles = warning: the name { $name } looks like { $other }, one of your contacts, but has different letters: check who it is
cli-contact-removed = removed: { $name }
cli-contact-renamed = renamed: { $old } is now { $new }
cli-contact-verified = { $name } — verified
cli-contact-unverified = { $name } — not verified
cli-contact-now-verified = verified: { $name }
cli-contact-previous = former key, fingerprint: { $fingerprint }
cli-contacts-none = you have no contacts yet: add a contact card with `scelle contact add`
cli-groups-none = you have no groups yet: make one with `scelle group add`
cli-group-made = group made: { $name }
cli-group-changed = group changed: { $name }
cli-group-removed = group removed: { $name }
cli-card-written = contact card: { $path }; fingerprint: { $fingerprint }
cli-unverified = warning: the fingerprint of { $name } was not verified
cli-recipient-unsupported = warning: line { $line } of "{ $path }" is left out, since this kind of key cannot seal files: { $key }
cli-recipient-options = warning: line { $line } of "{ $path }" is left out, since options of SSH restrict this key: { $key }
access-self-label = Sender
access-known = { $label } — known to you as { $name }
access-known-unverified = { $label } — known to you as { $name }, not verified
access-self = { $label } — this is you
access-false = { $label } — false: another key opens this access
access-claimed = { $label } — unknown to you: the name is a claim
access-directory = { $name } — in the directory of your organisation
access-known-directory = { $label } — { $name } in the directory of your organisation

policy-none = no organisation imposes rules on this machine
policy-from = rules of { $files }
policy-recovery = every container can be opened by { $label } (recovery access)
policy-passphrases-allowed = passphrases are allowed
policy-passphrases-beside = passphrases are allowed only beside a recipient
policy-passphrases-forbidden = passphrases are forbidden
policy-length = passphrases have at least { $count } characters
policy-argon2 = an attempt at a passphrase costs at least { $memory }, { $passes } passes, { $lanes } lanes
policy-classical-allowed = recipients that a quantum computer could break are accepted on request
policy-classical-forbidden = recipients that a quantum computer could break are forbidden
policy-anonymous-allowed = containers that do not say who can open them are accepted on request
policy-anonymous-forbidden = containers that do not say who can open them are forbidden
policy-unverified-allowed = contacts need not be verified
policy-unverified-warned = contacts that are not verified give a warning
policy-unverified-refused = contacts that are not verified are refused
policy-unknown-keys-named = encrypting for keys of an access list that are not a contact's is allowed, and names them
policy-unknown-keys-refused = encrypting for keys of an access list that are not a contact's is refused
policy-directory = the organisation's contact cards are in { $paths }
policy-exclude = always left out: { $patterns }

help-key-export = Export the key in use in a form that age accepts, without a passphrase
help-key-export-output = Write it there
help-key-export-armor = Keep it protected by its passphrase, as text
help-key-export-yes = Do not ask for a confirmation
help-key-import = Import an age, SSH or Scellé key, which becomes the key in use
help-key-import-file = The file of the key
help-key-import-plain = Do not protect the key with a passphrase
help-key-passphrase = Change the passphrase of the key in use
help-key-passphrase-old-passphrase-file = Read the current passphrase from this file
help-key-renew = Make a new key; the earlier ones still open what was sealed for them
help-key-renew-plain = Do not protect the key with a passphrase
help-key-unlock = Keep your keys unlocked for a while, in the secret service of your session
help-key-unlock-for = For how long: 30min, 8h, 1d… (1h by default; 7d at most)
help-key-unlock-passphrase = Ask for the passphrase of the key (the default)
help-key-lock = Forget what was unlocked
help-key-paper = Write the key in use on a page to print and to keep in a safe, as text and as a QR code
help-key-paper-output = Write the page there, in PDF
help-key-paper-yes = Do not ask for a confirmation
help-key-import-old-passphrase-file = Read the current passphrase of the key from this file
help-completions = Print the completion script of a shell
help-completions-shell = bash, zsh, fish, powershell or elvish
help-man = Write the manual pages, in both languages
help-man-into = Write them under this folder
value-shell = SHELL
value-duration = DURATION
man-name = NAME
man-exit = EXIT STATUS
man-manual = Manual of Scellé

cli-ask-export = This file will open everything that is sealed for you. Export it? (yes/no){" "}
cli-ask-large = The container says that it holds { $size }, and is only { $container } long itself. Extract it? (yes/no){" "}
cli-yes = yes
cli-yes-short = y
cli-key-exported = key exported: { $path }
cli-key-passphrase-changed = passphrase changed: { $path }
cli-key-plain = no passphrase protects it
cli-key-locked = locked
cli-key-protected = protected by a passphrase
cli-key-in-use = { $path } (in use)
cli-key-unlocked-until = unlocked until { $until }
cli-key-unlocked = unlocked until { $until }: { $paths }
cli-key-left-locked = still locked, under another passphrase: { $paths }
cli-key-locked-again = locked: the passphrase will be asked for again
cli-key-was-locked = nothing was unlocked
cli-never-locked = the key { $path } has no passphrase: it is never locked
cli-never-locked-hint = give it one with `scelle key passphrase`
cli-ask-paper = This page will open everything that is sealed for you. Write it? (yes/no){" "}
cli-paper-written = page to print: { $path }; once it is printed, delete this file

paper-title = Scellé – key for the safe
paper-name = Name
paper-date = Written on
paper-fingerprint = Fingerprint
paper-warning = This page opens everything that is sealed for this key. Keep it in a safe, and do not show it to anyone.
paper-lines = The key, to be typed. Each line ends with two characters that check it; no key has B, I, O or 1.
paper-type = Type the four lines above into a text file; or scan the QR code with a device that keeps nothing.
paper-import = With Scellé: “I already have a key” in the window, or scelle key import FILE. A line with a mistake is named; case and spaces do not matter.
paper-destroy = Then delete that file. The key opens again everything that was sealed for it.
paper-identity = Without Scellé, this one line is an identity file of age (age-encryption.org): age -d -i FILE dossier.scelle > dossier.zip
cli-answer-needed = a confirmation is needed, and there is no terminal to ask for it
cli-answer-needed-hint = give it beforehand with `{ $option }`

## Window

win-place-start = Home
win-place-seal = Seal
win-place-open = Open
win-place-contacts = Contacts
win-place-settings = Settings
win-place-welcome = Welcome
win-title = Scellé: { $place }
win-places = Places
win-tree-level = level { $level }
win-tree = Contents of the container
win-side-no-key = Create my key
win-side-key = My key
win-side-about = Your key
win-browse = Browse…
win-cancel = Cancel
win-continue = Continue
win-back = Back
win-done = Done
win-close = Close
key-escape = Esc
key-enter = Enter
key-control = Ctrl
key-shift = Shift
key-left = Left arrow
key-right = Right arrow
win-details = Details
win-copied = Copied
win-copied-secret = Passphrase copied; it will be cleared from the clipboard in a minute
win-remove-named = Remove { $name }
win-forget-named = Forget { $name }
win-percent = { $percent }%
win-progress = { $done } of { $total }, { $rate }/s
win-deriving = checking the passphrase…
win-progress-soon = One moment…
win-left-moment = almost done
win-left-seconds = { $seconds } seconds left
win-left-minutes = { $minutes ->
    [one] about a minute left
   *[other] about { $minutes } minutes left
}
win-no-dialog = No file dialog could be shown
win-no-dialog-hint = Type the path in the field, or drop the files on the window.
win-no-dialog-type = No file dialog could be shown: type the path here.
win-no-display = Scellé cannot show its window: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). The command scelle does the same work.
win-no-display-answer = Scellé cannot show its window: the display { $display } does not answer. The command scelle does the same work.
win-no-opengl = Scellé cannot show its window: this machine has no OpenGL, not even without a graphics card. On Debian and Ubuntu: apt install libgl1 libgl1-mesa-dri. The command scelle does the same work.
win-no-library = Scellé cannot show its window: the library { $library } is missing. On Debian and Ubuntu: apt install libxkbcommon-x11-0
win-no-window = Scellé cannot show its window: { $reason }
win-close-title = Work is in progress
win-close-about = If you stop it, nothing half-done is left behind.
win-close-stop = Stop and close
win-close-stay = Keep working
win-hint-target-exists = Choose another place or another name, or tick the box that replaces it.
win-hint-access-false = Correct the list first: under “Who can open this”.
win-hint-archive = Nothing was extracted. Ask the sender whether this container is really theirs.
win-hint-adoption-none = To let this person open the container, give them an access instead.
win-hint-adoption-several = Type the passphrase that proves it, or name all their holders and tick the box below.
win-hint-another-name = Choose another name.
win-hint-kept = Scellé keeps this access, so that it is not lost by mistake.
win-hint-last-owner = Make another person an owner first.
win-hint-not-an-owner = Ask one of them: “Who can open this” names them.
win-hint-stands-alone = Say first who can open it: under “Who can open this”.
win-hint-special = Leave them out with the box below the list, or remove that folder.

win-start-title = What would you like to do?
win-start-named = Hello, { $name }
win-start-about = Drop files or a container anywhere on this window, or choose below.
win-start-seal = Seal files
win-start-seal-about = Lock them into one container that only the people you choose can open.
win-start-open = Open a container
win-start-open-about = Unlock a .scelle file that you received, and get its files out.
win-recent = Recent containers
win-recent-none = Nothing yet
win-recent-none-about = The containers that you seal or open will be listed here.

win-welcome-title = Welcome to Scellé
win-welcome-about = Three steps, two minutes: then colleagues can seal files for you.
win-welcome-skip = Skip: I only want to open a file with a passphrase
win-step = { $number }. { $name }
win-step-name = Your name
win-step-passphrase = Your passphrase
win-step-card = Your card
win-name-title = Who are you?
win-name-about = This name is shown to those with whom you exchange containers.
win-name = First and last name
win-name-hint = Alice Martin
win-email = E-mail (optional)
win-email-hint = alice.martin@example.org
win-own-passphrase = The passphrase of your key
win-own-passphrase-about = It is asked for whenever you open a container. It cannot be recovered: write it down in a safe place.
win-generate = Make one for me
win-choose-own = Choose my own
win-make-key = Create my key
win-make-key-noted = I have written it down: create my key
win-making-key = Making your key
win-card-title = Your contact card
win-card-about = Send this small file to your colleagues: with it they can seal for you. It holds nothing secret.
win-card-path = Save the card as
win-card-save = Save the card
win-card-copy = Copy the card
win-card-saved = Card saved
win-card-saved-at = Card saved: { $path }

win-passphrase = Passphrase
win-passphrase-again = The same, once more
win-passphrases-differ = These are not the same.
win-show-passphrase = Show the passphrase
win-hide-passphrase = Hide the passphrase
win-copy-passphrase = Copy the passphrase
win-copy-passphrase-about = The clipboard is cleared after a minute.
win-other-channel = Give it by another channel than the container: by telephone, or in person.
win-strength-advice = Several words that do not belong together make the best ones.
win-strength-good = This is a good passphrase.
win-payload-about = Scellé does not interpret what is in there. You can still take it out, as the file that it is, and look at it with care.
win-payload-path = Write the content as
win-payload-write = Write the content as a file
win-payload-written = The content was written as a file; nothing of it was interpreted
win-open-folder = Open the folder
win-keep-both = Keep both
win-keep-both-about = Extract into a new folder, beside what is there
win-title-working = { $percent } – { $name } – Scellé
win-notify-done = Scellé has finished its work.
win-about = About Scellé
win-about-version = Version { $version }
win-about-licence = Free software, under the licence { $licence }
win-about-fonts = Fonts: Inter (OFL 1.1) and Ubuntu (Ubuntu Font Licence 1.0); icons: Lucide (ISC). The licences of the libraries come with the program.
win-paper-print = Print
win-paper-print-about = Opens the page in your viewer, from which you print it
win-paper-remove = Delete this file
win-paper-removed = The file was deleted: the printed page alone is left
win-hint-keys-busy = Try again in a moment.
win-hint-busy = Try again in a moment. If no other program changes it, ask your administrator.
win-hint-name = Let Scellé replace what is refused, or rename the file.
win-names-refused = These names are refused; Scellé can replace what is refused in them
win-names-rename = Replace, and add
win-mail-card-body = Attached is my contact card for Scellé: open it with Scellé, and you can seal files for me. Scellé is free: { $site }
win-mail-card-draft = No mail program answered: this draft holds your card, open it with yours: { $path }
win-card-send = Send my card
win-reply = Reply
win-reply-about = Seal something for the owners of this container
win-contact-add-named = Add { $name } to the contacts
win-contacts-add-all = Add all { $count }
win-new-contacts = New contacts: { $count } cards
win-add-named = Add { $name }
win-contact-not-found = No contact matches “{ $name }”.
win-dictate = To dictate it: words without accents or capitals, separated by hyphens.
win-words-so-far = { $known } of { $expected } words
win-words-all = All { $count } words are there.
win-words-too-many = There are more than { $expected } words.
win-words-wrong = Word { $number } is not in the list: check its spelling.
win-words-wrong-word = Word { $number }, “{ $word }”, is not in the list: check its spelling.
win-passed-on = I have passed it on, or written it down
win-passed-on-title = Have you passed the passphrase on?
win-passed-on-about = This window holds its only copy. Once it is gone, nobody can open the container with it.
win-passed-on-stay = Back to the passphrase
win-passed-on-leave = It was passed on: continue
win-passed-on-close = It was passed on: close
win-skip-title = Skip without creating a key?
win-skip-about = What you typed here is not kept. You can create a key later, in the settings.
win-skip-yes = Skip
win-skip-stay = Go on here
win-my-name = My name
win-my-name-about = It stands on your card and in the access lists of the containers that you seal.
win-my-name-save = Save my name
win-my-name-saved = Your name was saved
win-my-name-next = Colleagues who have your card keep the name that was on it.

win-seal-title = Seal files
win-seal-about = Choose what goes in, and who may open it.
win-files = Files
win-drop-files = Drop files and folders here
win-drop-about = or click to choose them
win-choose-files = Choose files…
win-choose-folder = Choose a folder…
win-path-to-add = Path of a file or folder
win-path-hint = or a path, then Enter
win-measuring = Measuring…
win-folder-size = { $count ->
    [0] no entry, { $size }
    [one] one entry, { $size }
   *[other] { $shown } entries, { $size }
}
win-total = { $count ->
    [0] Nothing, { $size }
    [one] One entry, { $size }
   *[other] { $shown } entries, { $size }
}
win-skip-special = Leave out links and special files
win-rename-names = Replace the characters that are refused in these names
win-skipped = Left out: { $path }
win-skipped-excluded = Left out by the rules of your organisation: { $path }
win-excluded = left out by the rules of your organisation
win-not-portable = Windows does not allow the name { $name }
win-case-conflict = Only upper and lower case tell { $one } from { $other }
win-renamed = { $path } becomes { $name }
win-mail-10 = This is more than many mail systems accept (10 MB)
win-mail-10-hint = It may be rejected. A shared folder or a USB stick takes any size, and the container stays sealed there.
win-mail-25 = This is too large for a mail (25 MB)
win-mail-25-hint = Put the container in a shared folder or on a USB stick: it stays sealed there. Or make several smaller ones.
win-recipients = Recipients
win-recipient-field = Add a person or a group
win-recipient-hint = two letters of a name are enough
win-nobody = No contact is called “{ $name }”: import their card, or give them a passphrase access below.
win-import-card = Import a contact card
win-add-key = Add this key
win-group-of = { $count ->
    [0] group without members
    [one] a group of one person
   *[other] a group of { $count } people
}
win-oneself = { $name } (you)
win-oneself-about = You keep an access to what you seal
win-imposed = { $name } (recovery)
win-imposed-about = Imposed by your organisation: { $file }
win-imposed-why = The recovery access is imposed by your organisation, so that nothing is lost when a key is. It cannot be removed.
win-classical = A quantum computer could one day open what is sealed for { $name }
win-classical-hint = Ask for a newer card, or accept this weaker protection.
win-classical-allow = Accept this weaker protection
win-no-key-yet = You have no key yet: you could not open this container yourself.
win-only-oneself = Only you will be able to open it: add a recipient, or a passphrase access.
win-trust-verified = identity verified: you compared the fingerprint
win-trust-directory = from your organisation’s directory
win-trust-unverified = identity not verified
win-trust-given = public key given directly
win-passphrase-access = Passphrase
win-passphrase-access-about = For a recipient who has no key: anyone who knows the passphrase can open the container.
win-access-none = None
win-access-generated = Make one for me
win-access-typed = Choose it myself
win-where = Where to write it
win-output = Container
win-replace = Replace the file that is there
win-seal = Seal these files
win-missing-files = Add files first.
win-missing-failed = Something in the list cannot be sealed.
win-missing-people = Add a recipient or a passphrase.
win-missing-passphrase = Type the passphrase twice.
win-missing-output = Say where to write it.
win-sealing = Sealing…
win-sealing-about = The container appears when it is complete, and not before.
win-sealed = It is sealed
win-sealed-about = The container is ready: only the people below can open it.
win-sealed-file = { $name } is ready ({ $size })
win-mail = Attach to a mail
win-mailing = Handing it over to the mail program…
win-mail-draft = No mail program answered: this draft holds the container, open it with yours
win-mail-body = The attached container opens with Scellé, which is free: { $site }
win-show-in-folder = Show in folder
win-copy-path = Copy the path
win-page = Add the page for browsers
win-page-about = Beside the container, for example on a stick: recipients without Scellé open the container in their browser with it
win-page-written = The page scelle.html is beside the container
win-page-check = Give its SHA-256 to the recipient by another way, for example by telephone:
win-page-check-how = On Windows, “certutil -hashfile scelle.html SHA256” computes theirs; on Linux, “sha256sum scelle.html”.
win-page-copy = Copy the SHA-256
win-page-taken = Another file named scelle.html is there
win-page-taken-hint = It may be another version of the page. Move it away, or replace it.
win-page-replace = Replace this file
win-passphrase-to-give = The passphrase to pass on
win-seal-again = Seal something else

win-open = Open this container
win-open-title = Open a container
win-open-about = Nothing is written before you ask for it.
win-drop-container = Drop a container here
win-drop-container-about = or click to choose it
win-container-path = Container
win-open-other = Another container
win-locked-about = This container is locked.
win-post-quantum = also safe from quantum computers
win-unlock-with = Unlock with
win-with-own-key = My key
win-with-passphrase = A passphrase
win-with-other-key = Another key
win-other-key-about = A key in a file: of Scellé, age or SSH. Its passphrase may stay empty if it has none.
win-identity-file = File of the key
win-key-passphrase = Passphrase of your key
win-container-passphrase = Passphrase of the container
win-identity-passphrase = Passphrase of this key
win-unlock = Unlock
win-unlocking = Unlocking…
win-nothing-opens = Nothing that Scellé knows opens this container
win-contents = Contents
win-who = Who can open this
win-check = Verify
win-check-about = Read everything and write nothing: nothing is damaged or altered
win-checking = Verifying…
win-checked = { $count ->
    [0] Nothing to check: there is no file ({ $size })
    [one] One file is intact ({ $size })
   *[other] { $shown } files are intact ({ $size })
}
win-close-container = Close the container
win-search-files = Search
win-column-name = Name
win-column-size = Size
win-column-date = Modified
win-choose-all = Choose everything
win-choose-entry = Choose { $name }
win-add-files = Add files…
win-add-drop = You may also drop them on the window.
win-remove-files = Remove
win-rename = Rename
win-rename-title = Rename { $name }
win-rename-field = New name
win-extract-to = Extract to this folder
win-extract-all = Extract all
win-extract-chosen = { $count ->
    [one] Extract the selection
   *[other] Extract the { $shown } selected
}
win-extracting = Extracting…
win-extracted = { $count ->
    [0] No file extracted, only folders
    [one] One file extracted
   *[other] { $shown } files extracted
}
win-replace-files = Replace the files that are there
win-allow-large = Extract it all the same
win-reading = Reading…
win-preview-about = Shown from memory: nothing was written to the disk.
win-preview-large = { $size } is too large to be shown here
win-preview-unknown = This kind of file cannot be shown here
win-preview-extract = Extract it, and open it with the program for it.
win-preview-extract-this = Extract this file
win-preview-before = The file before
win-preview-after = The next file
win-preview-guessed = Read as { $encoding }: the file does not say how its letters are written.
win-preview-document = The text alone, without layout or pictures.
win-preview-page = Page { $page } of { $pages }
win-preview-page-of = Page { $page } of { $name }
win-preview-page-before = The page before
win-preview-page-after = The next page
win-preview-pdf-not = This PDF file cannot be shown here: it is damaged or protected, or its drawing takes too much
win-editing = Changing the container…
win-edited = The container was changed
win-no-list = This container does not say who can open it
win-no-list-hint = It was sealed with a passphrase alone, anonymously, or by another program.
win-unlisted = { $count ->
    [one] One access is not listed
   *[other] { $count } accesses are not listed
}
win-unlisted-hint = Other people may be able to open this container.
win-unlisted-lost = { $count ->
    [one] One access that is not listed would be lost
   *[other] { $count } accesses that are not listed would be lost
}
win-unlisted-lost-hint = The container is encrypted anew, and the holders of these accesses are unknown. Name them, or remove these accesses.
win-unlisted-lose = Remove these accesses
win-list-false = The access list is false: it gives your access to another key
win-list-false-hint = Its author could have had what you add to this container, and you could not have opened it any more. Correct the list, then see who else can open it.
win-correct-list = Correct the list…
win-correct-title = Correct the access list
win-correct-about = The false entry goes, and your own key takes its place.
win-known-false = False: another key opens this access
win-alike = “{ $one }” and “{ $other }” are written alike, and are two accesses
win-alike-contact = “{ $label }” is written like your contact “{ $name }”, and has another key
win-alike-hint = Make sure that this is not another person who poses as them.
win-unknown-keys = { $count ->
    [one] One key is taken from the access list and is not a contact’s: { $names }
   *[other] { $count } keys are taken from the access list and are not a contact’s: { $names }
}
win-unknown-keys-hint = Their names are only claims. If one is not who it should be, remove that access first.
win-and-more = { $names } and { $count } more
win-known-oneself = This is you
win-known-passphrase = Anyone who knows the passphrase
win-known-claimed = Not in your contacts: this name is only a claim
win-known-verified = One of your contacts, identity verified
win-known-unverified = One of your contacts, identity not verified
win-known-directory = In the directory of your organisation
win-known-as = You know this person as { $name }, identity verified
win-known-as-unverified = You know this person as { $name }, identity not verified
win-known-as-directory = { $name } in the directory of your organisation
win-not-post-quantum = not safe from quantum computers
win-role-owner = owner
win-role-member = member
win-role-recovery = recovery
win-role-since = · { $role } since { $date }
win-not-owner = Only its owners can change this container
win-not-owner-hint = You can read it. To have it changed, ask one of those who are marked as owners.
win-make-owner = Make { $name } an owner
win-make-owner-about = Owners open the container, and also change what it holds and who can open it.
win-make-owner-yes = Make them an owner
win-make-reader = Make { $name } a member
win-make-reader-about = Members open the container; they can no longer change what it holds or who can open it.
win-make-reader-yes = Make them a member
win-adopt = Identify these accesses…
win-adopt-title = Who holds these accesses?
win-adopt-about = Name those who can open this container without being listed. Scellé lists only the people whose access your key or a passphrase proves.
win-adopt-passphrase = A passphrase that opens it (optional)
win-adopt-label = What this passphrase is called in the list
win-adopt-replace = Replace these accesses for the people named above; any other holder loses theirs
win-adopt-yes = List them
win-rekey = Encrypt anew…
win-rekey-title = Encrypt the container anew?
win-rekey-about = The same people open it, with a fresh key: useful if the old one may have been stolen. Copies already sent stay readable.
win-rekey-yes = Encrypt anew
win-add-access = Give an access
win-add-access-about = Those whom you add can open the container from now on.
win-add-phrase = A new passphrase
win-add-phrase-noted = I have noted it: give this access
win-leave-title = Remove the access of { $name }?
win-leave-about = The container is encrypted anew without this access. Copies already sent stay readable.
win-leave = Remove the access
win-remove-title = { $count ->
    [one] Remove one entry?
   *[other] Remove { $shown } entries?
}
win-remove-about = { $count ->
    [one] It leaves the container for good. Copies already sent keep it.
   *[other] They leave the container for good. Copies already sent keep them.
}
win-add-title = { $count ->
    [one] Add this to the container?
   *[other] Add these { $shown } entries to the container?
}
win-add-about = Everyone who can open the container can read them. Your own files are not touched.
win-add-files-yes = Add to the container
win-kept-title = The passphrase of the access “{ $label }” is needed
win-kept-about = The container is encrypted anew: this access stays only if its passphrase is given.
win-kept-passphrase = Passphrase of { $label }
win-kept-drop = Remove this access too

win-contacts-title = Contacts
win-contacts-about = Those for whom you can seal.
win-contacts-none = No contact yet
win-contacts-none-about = Ask your colleagues for their contact card, and drop it on this window.
win-search-contacts = Search the contacts
win-search-contacts-hint = name, e-mail or organisation
win-drop-card = Drop a contact card here
win-drop-card-about = a file whose name ends in .scelle-card
win-card-file = File of the card
win-new-contact = New contact
win-contact-name = Name in your contacts
win-contact-add = Add to the contacts
win-contact-added = { $name } is now one of your contacts
win-contacts-added = { $count ->
    [0] No card could be added
    [one] One contact was added
   *[other] { $shown } contacts were added
}
win-contact-known = { $name } was one of your contacts already
win-contact-replace = It is the same person, with a new key
win-contact-remove = Remove from the contacts
win-contact-remove-sure = Remove { $name } for good?
win-resembling = This name looks like that of { $name }, but is different
win-resembling-hint = Make sure that this person is not an impostor.
win-fingerprint = Fingerprint
win-verify-contact = Verify the fingerprint
win-verify-contact-about = Call { $name } on a number that you know, and have the thirty digits read to you from their Contacts page.
win-fingerprint-here = In your contacts
win-fingerprint-there = As read to you
win-fingerprint-read = The digits that are read to you
win-fingerprint-hint = thirty digits
win-verify = Compare
win-verified = The fingerprints are the same: the identity of { $name } is verified
win-not-verified = The fingerprints differ: do not seal for { $name } before you know why
win-groups = Groups
win-group-add = Add to a group
win-group-add-hint = name of the group, then Enter
win-my-card = My contact card
win-my-card-about = Give it to the people who will seal for you. Read them the digits, or show them the code, so that they can verify it.
win-my-card-none = You have a card once you have a key.
win-qr-code = QR code of the fingerprint

win-settings-title = Settings
win-settings-about = They take effect at once.
win-language = Language
win-language-system = As the system
win-theme = Theme
win-theme-system = As the system
win-theme-light = Light
win-theme-dark = Dark
win-scale = Size
win-my-key = My key
win-my-key-none = You have no key yet: others can only give you a passphrase.
win-my-key-file = It is stored in { $path }
win-change-passphrase = Change the passphrase
win-changing-passphrase = Changing the passphrase…
win-passphrase-now = Current passphrase
win-passphrase-new = New passphrase
win-passphrase-changed = The passphrase was changed
win-change-passphrase-noted = I have written it down: change it
win-renew = Renew the key
win-renew-about = A new key takes the place of this one, which still opens what was sealed for it. Afterwards, give your new card to your colleagues.
win-renew-now = Make a new key
win-renewed = You have a new key
win-renewed-hint = Give your new card to those who seal for you. The earlier key still opens what was sealed for it.
win-give-card = My new card
win-old-keys = Earlier keys
win-old-keys-about = They still open what was sealed for them.
win-paper = Write it on paper
win-paper-about = This page opens everything that is sealed for you
win-paper-keep = It is for the day when your key or its passphrase is lost. Print it, lock it in a safe, then delete the file.
win-paper-name = Scellé key.pdf
win-paper-path = Write the page to
win-paper-write = Write the page
win-paper-writing = Writing the page…
win-paper-written = The page is written: { $path }
win-paper-next = Print it, lock it in a safe, then delete this file: it opens everything that is sealed for you.
win-paper-elsewhere = Choose another name or another place: existing files are not replaced.
win-import = I already have a key
win-import-about = A key that you had on another computer, of Scellé, age or SSH, or the page that you keep in a safe. It becomes the key in use.
win-import-file = In a file
win-import-paper = On paper
win-import-lines = The lines as they are printed
win-import-lines-hint = four lines; spaces and capitals do not matter
win-import-locked = This key has a passphrase, and keeps it.
win-import-plain = This key is in the clear: choose a passphrase for it.
win-import-take = Use this key
win-import-take-noted = I have written it down: use this key
win-importing = Importing the key…
win-imported = This key is now your key in use
win-keep-unlocked = Keep it unlocked for an hour
win-keep-unlocked-about = Containers then open without the passphrase. Meanwhile, any program in your session could take the key.
win-unlocked-until = Unlocked until { $until }
win-lock-again = Lock it again
win-locked-again = Locked: the passphrase will be asked for again
win-policy = Rules of your organisation
win-policy-unreadable = The rules cannot be read: nothing can be sealed until they are repaired

## The page in a browser

page-summary = { $count ->
    [0] No file, { $size }
    [one] One file, { $size }
   *[other] { $shown } files, { $size }
}
page-title = Open a sealed container
page-about = The container is opened in this browser. Nothing is sent anywhere: this page works without a network.
page-trust = Use this page only from the address that the sender’s organisation gave you, or compare its SHA-256 with the one that they publish.
page-starting = Starting…
page-broken = This browser cannot run the page: it is too old, or WebAssembly is turned off
page-broken-hint = Use a current Firefox, Chrome, Edge or Safari.
page-key-file = A key file
page-key-choose = Choose the key file…
page-key-about = A key of Scellé, age or SSH. It is read in this page, and sent nowhere.
page-key-missing = Choose a key file first.
page-passphrase-missing = Type the passphrase first.
page-patience = Checking a passphrase takes a few seconds.
page-cancelled = Cancelled: the container is locked again
page-names = Open it with these names rewritten
page-hint-name = Such a name may be a trap. The page can rewrite it.
page-hint-moved = It was moved, changed or removed: choose it again.
page-hint-large = This can fill your memory and your disk. If you expected this much, read it all the same.
page-text-too-large = A container as text, or in a mail, is opened here up to 1 GB
page-text-too-large-hint = Ask for it as a file of its own, or open it with Scellé.
page-large = Read it all the same
page-save = Save
page-save-all = Save everything
page-save-all-about = As one ZIP file, which your system opens.
page-saved = Handed to your browser: look among its downloads
page-written = The file is written
page-reading = Reading…
page-look = Look at
page-look-large = This file is too large to be shown here
page-look-not = This is not a picture that the browser can show.
page-more = Show more
page-empty = This container is empty
page-memory = This is much for a browser
page-memory-hint = It holds all of it until it is saved: in memory, or in the clear in its own files on the disk.
page-continue = Continue
page-claims = Names in this list are claims of the person who sealed the container. To be sure of a key, compare its fingerprint by telephone.
page-known-claimed = This name is only a claim
page-since = since
page-list-false-hint = Do not rely on this list, and do not answer from here: tell the sender.
page-answer = Reply with files
page-answer-about = Files are sealed in this page for those whom you choose. You then send the reply yourself.
page-answer-for = Who can open the reply
page-answer-files = Files of the reply
page-answer-drop = Drop files here
page-answer-passphrase = Anyone who knows a new passphrase
page-answer-passphrase-about = The page makes it. Pass it on by another way than the reply.
page-answer-none = The container lists no key: the reply opens with a new passphrase.
page-answer-unreadable = This cannot be sealed here: it is a folder, or it cannot be read
page-answer-unreadable-hint = Choose the files of a folder, or pack it as a ZIP file.
page-answer-name-hint = Rename the file, then choose it again.
page-answer-remove = Remove
page-seal = Seal the reply
page-sealed = The reply is sealed
page-sealed-for = It opens for
page-sealed-save = Save the reply
page-answer-name = reply to { $name }
