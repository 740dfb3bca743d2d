/** Where new weights come from: initialisers, and the random numbers behind them. */
package dev.v2v.nn.init;
