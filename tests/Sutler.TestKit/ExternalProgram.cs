using System.Diagnostics;

namespace Sutler.TestKit;

/// <summary>Runs programs of the system that a test compares with, where they are installed.</summary>
public static class ExternalProgram
{
    /// <summary>The path of a program, or null; <c>SUTLER_GO</c> names the go command if it is not on PATH.</summary>
    public static string? Find(string name)
    {
        if (name == "go" && Environment.GetEnvironmentVariable("SUTLER_GO") is { Length: > 0 } go)
        {
            return go;
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Starts a program with pipes for all three streams.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, string? directory = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("CI"); // a test says itself where its program runs: Sutler prints more lines in CI
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        if (Path.GetFileNameWithoutExtension(program) == "go" && start.Environment.TryGetValue("HOME", out string? home) && home is { Length: > 0 })
        {
            TurnTelemetryOff(home);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>Go leaves a child behind that writes to its home after it ended itself, while a test already clears it away.</summary>
    private static void TurnTelemetryOff(string home)
    {
        string directory = Path.Combine(home, ".config", "go", "telemetry");
        if (home.StartsWith(Path.GetTempPath(), StringComparison.Ordinal) && !Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, "mode"), "off");
        }
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        string? directory = null,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        using Process process = Start(program, arguments, directory, variables);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
