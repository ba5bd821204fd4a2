using Acme.Models;

namespace Acme;

/// <summary>
/// A program, <c>capitals.model</c>, as the weights of a recurrent network: <c>capitals_rnn.model</c> and
/// <c>capitals_rnn.safetensors</c> are what this wrote.
/// <code>
/// modelwright lower capitals.model --to gated-linear-rnn --range x=0..26 --steps 256 -o capitals_rnn.safetensors
/// </code>
/// </summary>
/// <param name="network">The network with its weights.</param>
public sealed class Dictionary(CapitalsGatedLinearRnn network)
{
    /// <summary>How many letters each word has.</summary>
    public const int WordLength = 3;

    private static readonly string[] Capitals =
    [
        "AUS", "VIE", "BUL", "SOF", "CAN", "OTT", "DEN", "COP", "ENG", "LON", "FRA", "PAR", "GER", "BER", "HUN", "BUD", "JAP", "TOK", "KEN", "NAI",
    ];

    /// <summary>Reads a word and then countries with their capitals, letter by letter, and gives what stands behind the word.</summary>
    /// <param name="word">Three letters A to Z.</param>
    /// <returns>The capital's letters, or null where the country is not among them.</returns>
    public string? LookUp(string word)
    {
        var session = network.CreateSession();
        var letter = new float[1];
        var value = "";
        foreach (var next in string.Concat(Capitals.Prepend(word)))
        {
            session.Step([next - 'A' + 1], letter);
            value += letter[0] == 0 ? "" : (char)('A' + (int)letter[0] - 1);
        }

        return value.Length == 0 ? null : value[^WordLength..];
    }
}
