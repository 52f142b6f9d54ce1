using System.Runtime.InteropServices;

namespace Sutler.Terminals;

/// <summary>How much a terminal shows.</summary>
/// <param name="Columns">Characters in a row, at least 1.</param>
/// <param name="Rows">Rows, at least 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>Where the terminal does not say.</summary>
    public static TerminalSize Default { get; } = new(80, 24);

    /// <summary>The size of the terminal behind standard error now.</summary>
    public static TerminalSize OfStandardError() => OperatingSystem.IsLinux() ? LinuxTerminal.SizeOfStandardError() : OfConsole();

    private static TerminalSize OfConsole()
    {
        try
        {
            return Known(Console.WindowWidth, Console.WindowHeight);
        }
        catch (Exception failure) when (failure is IOException or PlatformNotSupportedException)
        {
            return Default;
        }
    }

    /// <summary>Numbers as a system gives them, which are 0 when it does not know.</summary>
    public static TerminalSize Known(int columns, int rows) =>
        new(columns > 0 ? columns : Default.Columns, rows > 0 ? rows : Default.Rows);
}
