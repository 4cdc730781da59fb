"""Runs a command in a terminal of its own: COUNT (QUESTION ANSWER)... COMMAND ARG...

What the screen showed goes to standard output; to standard error the exit code, and "echo" when
the terminal shows what is typed once the command has ended.
"""
import fcntl, os, pty, select, sys, termios, time

PATIENCE = 60

count = int(sys.argv[1])
words = sys.argv[2:2 + 2 * count]
steps = list(zip(words[::2], words[1::2]))
command = sys.argv[2 + 2 * count:]

master, slave = pty.openpty()
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for stream in (0, 1, 2):
        os.dup2(slave, stream)
    os.closerange(3, 64)
    os.execvp(command[0], command)

screen = b""
read_to = 0
status = None
deadline = time.monotonic() + PATIENCE


def look(patience):
    global screen
    while select.select([master], [], [], patience)[0]:
        screen += os.read(master, 65536)


def echoes():
    return termios.tcgetattr(slave)[3] & termios.ECHO


while status is None:
    if time.monotonic() > deadline:
        os.kill(pid, 9)
        sys.stdout.buffer.write(screen)
        sys.exit(f"nothing more happens; still to answer: {steps}")
    look(0.02)
    if steps and (found := screen.find(steps[0][0].encode(), read_to)) >= 0:
        question, answer = steps.pop(0)
        read_to = found + len(question)
        # The question may be shown a moment before the echo is off, if it is to be.
        patience = time.monotonic() + 0.3
        while echoes() and time.monotonic() < patience:
            time.sleep(0.005)
        os.write(master, answer.encode())
    ended, code = os.waitpid(pid, os.WNOHANG)
    if ended:
        status = os.waitstatus_to_exitcode(code)
look(0.05)
sys.stdout.buffer.write(screen)
if steps:
    sys.exit(f"it ended ({status}) before it asked: {steps}")
print(status, "echo" if echoes() else "silent", file=sys.stderr)
