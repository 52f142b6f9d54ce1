using System.Globalization;

namespace Sutler.BenchServer;

/// <summary>The command line of the server.</summary>
/// <param name="Root">The GOPROXY tree.</param>
/// <param name="DelayMilliseconds">Added before each answer.</param>
/// <param name="AuthorityFile">Where to write the root certificate; null for plain HTTP/1.1.</param>
/// <param name="Git">Whether the root has bare git repositories instead.</param>
internal sealed record ServerOptions(string Root, int DelayMilliseconds, string? AuthorityFile, bool Git)
{
    /// <summary>The options, or null when the line makes no sense.</summary>
    public static ServerOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions("", 0, null, Git: false);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--git":
                    options = options with { Root = Path.GetFullPath(value), Git = true };
                    break;
                case "--root":
                    options = options with { Root = Path.GetFullPath(value) };
                    break;
                case "--delay" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var delay):
                    options = options with { DelayMilliseconds = delay };
                    break;
                case "--tls" when value.Length > 0:
                    options = options with { AuthorityFile = value };
                    break;
                default:
                    return null;
            }
        }

        return Directory.Exists(options.Root) ? options : null;
    }
}
