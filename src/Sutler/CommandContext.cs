using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sutler.Go.Environment;
using Sutler.Settings;
using Sutler.Terminals;

namespace Sutler;

/// <summary>All a command may touch of the process around it; tests bring their own.</summary>
internal sealed record CommandContext
{
    /// <summary>Standard output: UTF-8 without byte order mark, lines end in LF; flushed when the command has ended.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error, in the same form; every write goes out at once, and writers may come from any thread.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The environment variables as the process got them. Keys are case-sensitive except on Windows.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Current directory, absolute, by the name the user knows it by (<c>$PWD</c> where that is true); after <c>-C</c> the new one.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Whether standard error is a terminal that can move its cursor.</summary>
    public required bool ErrorIsTerminal { get; init; }

    /// <summary>The size of the terminal now; it may change while a command runs.</summary>
    public required Func<TerminalSize> TerminalSize { get; init; }

    /// <summary>Whether the terminal listens to this process now; in the background nothing may be drawn.</summary>
    public Func<bool> OwnsTerminal { get; init; } = static () => true;

    /// <summary>Tells when others get the terminal.</summary>
    public TerminalHandover Handover { get; init; } = new();

    /// <summary>Roots to trust instead of the system's; null for the system's, SSL_CERT_FILE and SSL_CERT_DIR included. Spec: HTTP-7.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Finds the addresses of a host name; null asks the system.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>The settings in force; read after <c>-C</c> has taken effect and before a command runs.</summary>
    public GoEnvironment GoEnvironment
    {
        get => field ?? throw new InvalidOperationException("the go environment is read only for commands that need it");
        init;
    }

    /// <summary>Settings of our own, read with <see cref="GoEnvironment"/>.</summary>
    public ClientSettings Settings { get; init; } = new();

    /// <summary>The value of a variable; empty when it is not set.</summary>
    public string Variable(string name) => Variables.GetValueOrDefault(name, "");
}
