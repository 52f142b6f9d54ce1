using System.Globalization;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Direct;

/// <summary>What becomes of programs of version control when nobody waits for them any more. docs/concepts/direct.md.</summary>
public sealed class EndedProgramTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string ChildFile => _world.Files["bin/child"];

    public async ValueTask InitializeAsync() => _world = await TrustWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task End_with_those_that_they_have_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "on other systems only the program itself is told to end");
        // As git does: told to end, it leaves behind the program that speaks to the network.
        _world.Files.Write("bin/git", "#!/bin/sh\nsleep 1000 >/dev/null 2>&1 &\necho $$ $! >\"$0.new\" && mv \"$0.new\" \"$(dirname \"$0\")/child\"\nwait\n");
        File.SetUnixFileMode(_world.Files["bin/git"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _world.Variables["PATH"] = $"{_world.Files["bin"]}:/usr/bin:/bin";
        _world.Variables["GOPROXY"] = "direct";
        _world.Variables["GOSUMDB"] = "off";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = _world.RunAsync(["mod", "download", "ex.com/repository.git@v1.0.0"], stop.Token);
        while (!File.Exists(ChildFile))
        {
            Assert.False(run.IsCompleted, "git was never started");
            await Task.Yield();
        }

        var programs = (await File.ReadAllTextAsync(ChildFile, Token)).Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList();
        await stop.CancelAsync();
        await run;

        // The run waits for git: a process that ends itself cannot end others any more. Who is killed may be there for a moment.
        Assert.False(IsRunning(programs[0]));
        while (IsRunning(programs[1]))
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    // One that has ended and that nobody has asked about is a zombie.
    private static bool IsRunning(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return status[status.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
