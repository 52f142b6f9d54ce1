using System.Buffers;
using System.Text;

namespace Sutler.Go.Direct.Programs;

/// <summary>A command of a version-control program.</summary>
/// <param name="Line">The program and its arguments; they reach it as they are. What comes from outside stands behind <c>--</c>, or cannot begin with <c>-</c>.</param>
/// <param name="Directory">Where it runs, absolute.</param>
public sealed record VcsCommand(IReadOnlyList<string> Line, string Directory)
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("$`\\*?[\"\t\n\v\f\r \u0085\u00a0");

    /// <summary>What its environment has beside that of all programs, such as GIT_DIR.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>What it reads on standard input.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>The most that it may say, in bytes, where it is kept in memory.</summary>
    public int MaxOutput { get; init; } = 256 << 20;

    /// <summary>As <c>-x</c> prints it, without secrets. Spec: XOUT-2.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("cd ").Append(Directory).Append(';');
        foreach (var argument in Line)
        {
            text.Append(' ').Append(Shown(argument));
        }

        return UrlSecrets.Mask(text.ToString());
    }

    private static string Shown(string argument)
    {
        if (!argument.Contains('\''))
        {
            return argument.AsSpan().ContainsAny(Quoted) ? $"'{argument}'" : argument;
        }

        var text = new StringBuilder("\"");
        foreach (var unit in argument)
        {
            text.Append(unit is '"' or '$' or '`' or '\\' ? "\\" : "").Append(unit);
        }

        return text.Append('"').ToString();
    }
}
