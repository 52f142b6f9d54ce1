using System.Diagnostics;
using Sutler.Completion;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Completion;

/// <summary>The scripts in their shells. What they do with sutler's answers in bash is in the script tests.</summary>
public sealed class ShellScriptsTests : IDisposable
{
    private readonly ScratchDirectory _files = new();

    public void Dispose() => _files.Dispose();

    public static TheoryData<string> Shells => ["bash", "zsh", "fish"];

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Is_a_script_that_the_shell_can_read(string shell)
    {
        _files.Write("script", ShellScripts.All[shell]);
        var (exitCode, text) = await RunAsync(shell, "-n", _files["script"]);
        Assert.Equal((0, ""), (exitCode, text));
    }

    [Fact]
    public async Task PowerShell_can_read_its_script()
    {
        _files.Write("script.ps1", ShellScripts.All["powershell"]);
        var (exitCode, text) = await RunAsync("pwsh", "-NoProfile", "-Command", $". {_files["script.ps1"]}");
        Assert.Equal((0, ""), (exitCode, text));
    }

    [Fact]
    public async Task Fish_offers_what_sutler_answers()
    {
        WriteFake();
        _files.Write("script", ShellScripts.All["fish"]);
        var (exitCode, text) = await RunAsync("fish", "-c", $"set PATH {_files["bin"]} $PATH; source {_files["script"]}; complete -C 'sutler mod '");
        Assert.Equal((0, "one\tfirst\ntwo\n"), (exitCode, text));
        Assert.Equal("__complete|mod||", File.ReadAllText(_files["asked"]));
    }

    // The completion system of zsh needs a terminal; its function is called as the system would, with its helper replaced.
    [Fact]
    public async Task Zsh_offers_what_sutler_answers()
    {
        WriteFake();
        _files.Write("script", ShellScripts.All["zsh"]);
        var (exitCode, text) = await RunAsync(
            "zsh", "-f", "-c", $"compdef() {{ }}; _describe() {{ print -l -- \"${{(@P)argv[-1]}}\"; }}; source {_files["script"]}; words=({_files["bin/sutler"]} mod ''); CURRENT=3; _sutler");
        Assert.Equal((0, "one:first\ntwo\n"), (exitCode, text));
        Assert.Equal("__complete|mod||", File.ReadAllText(_files["asked"]));
    }

    private void WriteFake()
    {
        _files.Write("bin/sutler", $"#!/bin/sh\nprintf '%s|' \"$@\" > {_files["asked"]}\nprintf 'one\\tfirst\\ntwo\\n'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_files["bin/sutler"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(string shell, params string[] arguments)
    {
        var program = ExternalProgram.Find(shell);
        Assert.SkipWhen(program is null, $"{shell} is not installed");
        using var process = Process.Start(new ProcessStartInfo(program!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
