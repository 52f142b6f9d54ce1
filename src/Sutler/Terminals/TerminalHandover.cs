namespace Sutler.Terminals;

/// <summary>Tells a live display when others get the terminal: the program is being suspended, or it ends at once.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TerminalHandover
{
    /// <summary>A terminal that takes nothing any more (Ctrl-S) must hold up neither.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private int _away;

    /// <summary>Takes away what is not to stay; null when there is nothing. Called on a thread of its own, which may be left behind.</summary>
    public Action? TakeAway { get; set; }

    /// <summary>Whether the terminal is somebody else's, since <see cref="GiveAway"/>.</summary>
    public bool IsAway => Volatile.Read(ref _away) != 0;

    /// <summary>Gives the display a moment to take itself away; from now on nothing is to be drawn.</summary>
    public void GiveAway()
    {
        Volatile.Write(ref _away, 1);
        var thread = new Thread(() => TakeAway?.Invoke()) { IsBackground = true };
        thread.Start();
        thread.Join(Patience);
    }

    /// <summary>The program goes on.</summary>
    public void TakeBack() => Volatile.Write(ref _away, 0);
}
