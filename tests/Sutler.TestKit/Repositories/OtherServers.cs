using System.Globalization;
using System.Net;

namespace Sutler.TestKit.Repositories;

/// <summary>The servers of the systems that are not git, each on a port of loopback.</summary>
public static class OtherServers
{
    /// <summary>Starts the server of a system on the repositories below <paramref name="root"/>, and says what the URLs of its repositories begin with.</summary>
    public static async Task<(ServerProcess Server, string Url)> StartAsync(string system, string root, CancellationToken cancellationToken)
    {
        int port = ServerProcess.FreePort();
        string number = port.ToString(CultureInfo.InvariantCulture);
        if (system == "hg")
        {
            await File.WriteAllTextAsync(Path.Combine(root, "hgweb.conf"), $"[paths]\n/ = {root}/hg/*\n[web]\nrefreshinterval = 0\n", cancellationToken);
        }

        string[] command = system switch
        {
            "hg" => ["hg", "serve", "--webdir-conf", "hgweb.conf", "-a", "127.0.0.1", "-p", number],
            "svn" => ["svnserve", "-d", "--foreground", "--listen-host", "127.0.0.1", "--listen-port", number, "-r", Path.Combine(root, "svn")],
            "fossil" => ["fossil", "server", "--localhost", "-P", number, Path.Combine(root, "fossil")],
            "bzr" => ["brz", "serve", "--listen=127.0.0.1", "--port=" + number, "-d", Path.Combine(root, "bzr")],
            _ => throw new ArgumentOutOfRangeException(nameof(system), system, "no server"),
        };
        var program = ExternalProgram.Find(command[0]) ?? throw new InvalidOperationException($"{command[0]} is not on PATH");
        var server = await ServerProcess.StartAsync(program, command[1..], root, new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        string scheme = system switch { "svn" => "svn", "bzr" => "bzr", _ => "http" };
        return (server, $"{scheme}://127.0.0.1:{number}/");
    }
}
