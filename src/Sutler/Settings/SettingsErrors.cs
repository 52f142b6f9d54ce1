using Sutler.Errors;

namespace Sutler.Settings;

/// <summary>Settings that cannot be understood: the run ends before it began, as with a wrong command line.</summary>
internal static class SettingsErrors
{
    /// <summary>The failure; <paramref name="where"/> is a file with line and column, or a variable.</summary>
    public static FatalException Wrong(string where, string text, Exception? inner = null) =>
        new($"sutler: {where}: {text}", inner) { ExitCode = ExitCodes.Usage };
}
