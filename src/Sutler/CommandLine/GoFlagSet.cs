using System.Collections.Frozen;
using Sutler.Errors;

namespace Sutler.CommandLine;

/// <summary>The flags of one command and how its mistakes are reported. Spec: CMD-1, CMD-2.</summary>
internal sealed class GoFlagSet<TOptions>
{
    private readonly FrozenDictionary<string, GoFlag<TOptions>> _flags;
    private readonly string _usage;

    /// <param name="command">The command after <c>go</c>, such as <c>mod download</c>.</param>
    /// <param name="synopsis">What follows the command on the usage line; may be empty.</param>
    /// <param name="flags">The flags.</param>
    /// <remarks>
    /// The two usage lines say <c>go</c>, not <c>sutler</c>: tools match them.
    /// </remarks>
    public GoFlagSet(string command, string synopsis, params IEnumerable<GoFlag<TOptions>> flags)
    {
        _flags = flags.ToFrozenDictionary(flag => flag.Name);
        var line = synopsis.Length == 0 ? command : $"{command} {synopsis}";
        _usage = $"usage: go {line}\nRun 'go help {command}' for details.";
    }

    /// <summary>The flag called <paramref name="name"/>, or null.</summary>
    public GoFlag<TOptions>? Find(string name) => _flags.GetValueOrDefault(name);

    /// <summary>All flags by name, for shells.</summary>
    public IReadOnlyList<KnownFlag> Known => [.. _flags.Values.Select(flag => new KnownFlag(flag.Name, flag.IsSwitch, flag.Value)).OrderBy(flag => flag.Name, StringComparer.Ordinal)];

    /// <summary>A usage mistake: <paramref name="message"/> and the two usage lines, exit code 2. A null message gives the lines alone.</summary>
    public FatalException Misuse(string? message) =>
        new(message is null ? _usage : $"{message}\n{_usage}") { ExitCode = ExitCodes.Usage };
}
