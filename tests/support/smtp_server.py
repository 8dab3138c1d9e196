# A real mail server for tests: Debian's python3-aiosmtpd on loopback, with TLS and a login.
#
#     smtp_server.py FOLDER starttls|tls
#
# FOLDER holds cert.pem and key.pem. The port is written to FOLDER/port once it listens; each mail
# is FOLDER/got/<number>.eml, its envelope "<from> <to> tls=<yes|no> login=<name>" beside it as .env.
# The login is robot with the password s3cret; bad@ is refused with 550, later@ with 451.
import asyncio
import os
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, mode = sys.argv[1:3]
os.makedirs(f'{folder}/got', exist_ok=True)


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('bad@'):
            return '550 5.1.1 no such user'
        if address.startswith('later@'):
            return '451 4.3.0 try later'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        name = f'{folder}/got/{Handler.count:04}'
        with open(name + '.env', 'w') as file:
            login = session.auth_data.decode() if session.auth_data else ''
            file.write(f'{envelope.mail_from} {",".join(envelope.rcpt_tos)} '
                       f'tls={"yes" if session.ssl or mode == "tls" else "no"} login={login}\n')
        with open(name + '.eml', 'wb') as file:
            file.write(envelope.original_content)
        return '250 2.0.0 queued'


def login(server, session, envelope, mechanism, data):
    ok = data.login == b'robot' and data.password == b's3cret'
    # Without handled=False a failure gets no answer at all.
    return AuthResult(success=ok, handled=ok, auth_data=data.login)


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(f'{folder}/cert.pem', f'{folder}/key.pem')


def session():
    return SMTP(handler, tls_context=context if mode == 'starttls' else None,
                require_starttls=mode == 'starttls', authenticator=login, auth_required=True,
                auth_require_tls=mode == 'starttls', decode_data=False, hostname='mx.test')


async def serve():
    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: ended.done() or ended.set_result(None))
    server = await loop.create_server(session, '127.0.0.1', 0,
                                      ssl=context if mode == 'tls' else None)
    with open(f'{folder}/port.new', 'w') as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.rename(f'{folder}/port.new', f'{folder}/port')
    await ended


handler = Handler()
asyncio.run(serve())
